import { ed25519Sign } from '../../crypto/ed25519.ts';
import { sha256 } from '../../crypto/sha256.ts';
import type { Ed25519SigningKey, Ed25519VerifyingKey } from '../standard-webhooks/keys.ts';

/** The type of a signature by Ed25519 (C2SP signed-note). */
const ed25519Type = 1;

/** The name of a tenant's log, and of the key that signs it: a URL without its scheme (C2SP tlog-checkpoint). */
export const logOrigin = (tenant: string): string => `archive.greenroom.test/${tenant}`;

/** The first four bytes of SHA-256(name, newline, type, public key). */
function keyId(name: string, publicKey: Uint8Array): Buffer {
  return Buffer.from(sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ed25519Type), publicKey]))).subarray(
    0,
    4,
  );
}

/** `<name>+<key id in hex>+<base64 of type and key>`: what an auditor is given to verify checkpoints with. */
export function logVerifierKey(tenant: string, { publicKey }: Ed25519VerifyingKey): string {
  const name = logOrigin(tenant);
  const key = Buffer.concat([Buffer.of(ed25519Type), publicKey]).toString('base64');
  return `${name}+${keyId(name, publicKey).toString('hex')}+${key}`;
}

/** A signed checkpoint: a note of origin, size and root (C2SP tlog-checkpoint). The same log always has the same one. */
export function signCheckpoint(tenant: string, key: Ed25519SigningKey, size: number, root: Uint8Array): string {
  const name = logOrigin(tenant);
  const text = `${name}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
  const signature = Buffer.concat([keyId(name, key.publicKey), ed25519Sign(key.privateKey, Buffer.from(text))]);
  return `${text}\n— ${name} ${signature.toString('base64')}\n`;
}
