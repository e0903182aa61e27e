import { ProtocolError } from './protocol-error.ts';

/** What drawing an identifier needs: bytes of a seeded stream. */
export interface IdSource {
  bytes(length: number): Uint8Array;
}

const pattern = /^Mx(.){22,26}$/;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A fresh `imdn.Message-ID`: `Mx` and 22 characters of base64url, 16 random bytes. */
export const newMessageId = (source: IdSource): string => `Mx${Buffer.from(source.bytes(16)).toString('base64url')}`;

/** Google Messages takes no other form. */
export const isMessageId = (text: string): boolean => pattern.test(text);

/** @throws ProtocolError when `text` is not of the form Google Messages takes */
export function checkMessageId(text: string): string {
  if (!isMessageId(text))
    throw new ProtocolError('message-id', `"${text.slice(0, 60)}" is not Mx and 22 to 26 characters`);
  return text;
}

/** Conversation-ID and Contribution-ID must be RFC 4122 UUIDs, else the carrier answers 400. */
export const isUuid = (text: string): boolean => uuidPattern.test(text);

/** A fresh Conversation-ID or Contribution-ID: a version 4 UUID. */
export function newUuid(source: IdSource): string {
  const raw = Buffer.from(source.bytes(16));
  raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x40;
  raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
  return raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A fresh Via branch (with RFC 3261's magic cookie). */
export const newBranch = (source: IdSource): string => `z9hG4bK${Buffer.from(source.bytes(9)).toString('base64url')}`;

/** A fresh From/To tag, cnonce, Call-ID or MSRP identifier: 16 hex digits. */
export const newToken = (source: IdSource): string => Buffer.from(source.bytes(8)).toString('hex');
