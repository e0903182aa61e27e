import { ed25519Sign, ed25519Verify } from '../../crypto/ed25519.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import type { Ed25519SigningKey, Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';
import type { ArticleEvent } from './article-event.ts';

/** What the signature covers: the body without it, RFC 8785 canonical JSON in UTF-8. */
const signedBytes = (event: object): Uint8Array => Buffer.from(canonical(event));

/** The body: the event and, last, `signature`, base64 of Ed25519 (RFC 8032). One key signs: a body has room for one signature. */
export function signedBody(event: ArticleEvent, { privateKey }: Ed25519SigningKey): string {
  const signature = Buffer.from(ed25519Sign(privateKey, signedBytes(event))).toString('base64');
  return JSON.stringify({ ...event, signature });
}

/** A body with its signature taken out of it, still unproven. */
export interface SignedContent {
  readonly content: Readonly<Record<string, unknown>>;
  readonly signature: Uint8Array;
}

/** Members that are looked at in a body, none of them deeper than a list of text: a stranger's could go on for ever. */
const mostMembers = 16;
const isFlat = (member: unknown): boolean =>
  member === null ||
  typeof member === 'string' ||
  (Array.isArray(member) && member.every((one) => typeof one === 'string'));

/** Takes the signature out of a JSON value; nothing when there is none, or the value is not flat. */
export function takeSignature(value: unknown): SignedContent | undefined {
  if (typeof value !== 'object' || value === null || !('signature' in value)) return undefined;
  const { signature, ...content } = value;
  if (typeof signature !== 'string' || !/^[A-Za-z0-9+/]{86}==$/.test(signature)) return undefined;
  const members = Object.values(content);
  if (members.length > mostMembers || !members.every(isFlat)) return undefined;
  return { content, signature: Buffer.from(signature, 'base64') };
}

/** Whether any of the keys signed the content. */
export function isBodySigned({ content, signature }: SignedContent, keys: readonly Ed25519VerifyingKey[]): boolean {
  const bytes = signedBytes(content);
  return keys.some(({ publicKey }) => ed25519Verify(publicKey, bytes, signature));
}

/**
 * What a delivery is known by: no header names it, so both ends derive it from what it is about. One a message, recipient
 * and status.
 */
export function articleId({
  message_id,
  recipient_hash,
  status,
}: Pick<ArticleEvent, 'message_id' | 'recipient_hash' | 'status'>): string {
  return `art_${sha256Hex(signedBytes({ message_id, recipient_hash, status })).slice(0, 32)}`;
}
