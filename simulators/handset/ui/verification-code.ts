import { createHash } from 'node:crypto';

/**
 * The digits that two people compare to be sure of each other: derived from the epoch authenticator (RFC 9420 section
 * 8.7), which all members of a group in the same epoch share and nobody else knows. How RCC.16 clients derive theirs
 * is not public [N]; this is twelve groups of five digits from SHA-512, the same on both systems.
 * @param epochAuthenticator base64 of 32 bytes.
 */
export function verificationCode(epochAuthenticator: string): readonly string[] {
  const digest = createHash('sha512')
    .update('greenroom verification code')
    .update(Buffer.from(epochAuthenticator, 'base64'))
    .digest();
  return Array.from({ length: 12 }, (_, i) => String(digest.readUIntBE(i * 5, 5) % 100_000).padStart(5, '0'));
}
