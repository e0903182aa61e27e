import { aesGcmKeyBytes, aesGcmNonceBytes } from '../../crypto/aes-gcm.ts';
import { uint32 } from '../wire/writer.ts';
import { expandWithLabel } from './label.ts';
import type { MessageKey, Ratchet } from './port.ts';

/**
 * How far a message may run ahead of those received, and how many keys of messages that have not come are kept for each
 * sender and epoch. Ours: RFC 9420 section 9.2 asks for limits and names none.
 */
export const ratchetLimits = { forwardSteps: 1000, skippedKeys: 1000 } as const;

const deriveKey = expandWithLabel('key', aesGcmKeyBytes);
const deriveNonce = expandWithLabel('nonce', aesGcmNonceBytes);
const deriveSecret = expandWithLabel('secret', 32);

const nothingSkipped: Ratchet['skipped'] = [];

export function newRatchet(secret: Uint8Array): Ratchet {
  return { secret, generation: 0, skipped: nothingSkipped };
}

/** The key of the ratchet's next generation, and the ratchet without it (DeriveTreeSecret, RFC 9420 section 9). */
export function step(ratchet: Ratchet): { readonly key: MessageKey; readonly ratchet: Ratchet } {
  const { secret, generation } = ratchet;
  const context = uint32(generation);
  const key = { generation, key: deriveKey(secret, context), nonce: deriveNonce(secret, context) };
  return { key, ratchet: { ...ratchet, secret: deriveSecret(secret, context), generation: generation + 1 } };
}

/**
 * The key of any generation, and the ratchet with that key spent. Generations stepped over keep their key and nonce
 * alone, never the secret they came from, so nothing later can be derived from what is kept.
 */
export function keyAt(
  ratchet: Ratchet,
  generation: number,
): { readonly key: MessageKey; readonly ratchet: Ratchet } | 'generation-used' | 'generation-too-far' {
  if (generation < ratchet.generation) {
    const key = ratchet.skipped.find((skipped) => skipped.generation === generation);
    if (!key) return 'generation-used';
    return { key, ratchet: { ...ratchet, skipped: ratchet.skipped.filter((skipped) => skipped !== key) } };
  }
  if (generation - ratchet.generation > ratchetLimits.forwardSteps) return 'generation-too-far';
  const skipped: MessageKey[] = [...ratchet.skipped];
  let at = step(ratchet);
  while (at.key.generation < generation) {
    skipped.push(at.key);
    at = step(at.ratchet);
  }
  return { key: at.key, ratchet: { ...at.ratchet, skipped: skipped.slice(-ratchetLimits.skippedKeys) } };
}
