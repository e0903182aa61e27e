import { createCipheriv, createDecipheriv } from 'node:crypto';
import { plain } from './bytes.ts';
import { hkdfExpand, hkdfExtract } from './hkdf.ts';
import { hmacSha256, verifyHmacSha256 } from './hmac.ts';

/** What a file, subject or icon is encrypted with (RCC.16 Annex C.2). */
export interface FileKey {
  /** 32 bytes. */
  readonly material: Uint8Array;
  /** 12 bytes. */
  readonly iv: Uint8Array;
}

/** The first 256 bits of pi's fraction: "256-bit pi" is taken for these [I]. */
const salt = Buffer.from('243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89', 'hex');
/** Bytes of the two lengths in front of the message: that they stand there, big-endian, is inferred [I]. */
const lengthBytes = 8;

/** The size that a message is padded to (Padmé): its length tells only the leading bits of itself. */
export function padme(length: number): number {
  if (length < 2) return length;
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** Math.max(0, exponent - kept);
  return Math.ceil(length / step) * step;
}

/** AES-256 and 32 bytes for the tag: sizes inferred [I]. */
function keysOf(material: Uint8Array, info: string): { encryption: Uint8Array; tag: Uint8Array } {
  const both = hkdfExpand(hkdfExtract(salt, material), Buffer.from(info), 64);
  return { encryption: both.subarray(0, 32), tag: both.subarray(32) };
}

const counterOf = (iv: Uint8Array): Uint8Array => Buffer.concat([iv, Buffer.alloc(4)]);

/** @param info what it is: another text gives other keys */
export function sealFile(
  { material, iv }: FileKey,
  info: string,
  message: Uint8Array,
): { readonly ciphertext: Uint8Array; readonly tag: Uint8Array } {
  const keys = keysOf(material, info);
  const padding = padme(message.length) - message.length;
  const padded = Buffer.alloc(lengthBytes + message.length + padding);
  padded.writeUInt32BE(message.length, 0);
  padded.writeUInt32BE(padding, 4);
  padded.set(message, lengthBytes);
  const cipher = createCipheriv('aes-256-ctr', keys.encryption, counterOf(iv));
  const ciphertext = plain(Buffer.concat([cipher.update(padded), cipher.final()]));
  return { ciphertext, tag: hmacSha256(keys.tag, Buffer.concat([iv, ciphertext])) };
}

/** The message; nothing when the tag, a length or the padding is wrong. */
export function openFile(
  { material, iv }: FileKey,
  info: string,
  ciphertext: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  const keys = keysOf(material, info);
  if (iv.length !== 12 || ciphertext.length < lengthBytes) return undefined;
  if (!verifyHmacSha256(keys.tag, Buffer.concat([iv, ciphertext]), tag)) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', keys.encryption, counterOf(iv));
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  const [length, padding] = [padded.readUInt32BE(0), padded.readUInt32BE(4)];
  if (lengthBytes + length + padding !== padded.length || padding !== padme(length) - length) return undefined;
  return plain(padded.subarray(lengthBytes, lengthBytes + length));
}
