import { z } from 'zod';

/** A pseudonym or content hash: `hmac-sha256:<kid>:<64 hex digits>`. */
export const keyedHash = z.string().regex(/^hmac-sha256:[\w-]{1,64}:[0-9a-f]{64}$/);

/** RFC 3339, UTC, milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });

/** Text without control characters, lone surrogates, U+FFFE and U+FFFF: what every store and every export format can carry. */
export const plainText = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}\ufffe\uffff]+$/u);

/** `imdn.Message-ID`. */
export const messageId = plainText(256);

/** E.164. */
export const msisdn = z.e164();

/** Whom a message was exchanged with: E.164, or the id of a group (a UUID) that it was sent to. */
export const party = z.union([msisdn, z.uuid()]);

/** The version of a message: 1, and one more for each edit. */
export const messageVersion = z.int().min(1).max(10_000);

/** An uncompressed P-256 point (SEC 1 section 2.3.3: 65 bytes, the first is 04), base64. */
export const p256Point = z
  .string()
  .regex(/^B[A-Za-z0-9+/]{86}=$/)
  .describe('An uncompressed P-256 point, base64. In requests one that is not on the curve is refused.');
