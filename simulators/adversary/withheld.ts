import { protectApplication } from '../mls/engine/application-message.ts';
import type { Epoch } from '../mls/engine/port.ts';
import { step } from '../mls/engine/ratchet.ts';
import type { Ciphertext } from './overheard.ts';

/** Generations left for what its sender may still have on the way. */
const leftOver = 16;

/**
 * A message of an epoch that is over which the network keeps back for ever, made with the epoch's own keys: what the
 * retention policy is about is whether it could still be read if it came.
 * @param epoch a phone's, as it was when the phone left it
 * @param random for the reuse guard
 */
export function withheld(
  groupId: string,
  era: number,
  epoch: Epoch,
  random: { bytes(length: number): Uint8Array },
): Ciphertext | undefined {
  const sender = epoch.leaves.findIndex((leaf, index) => index !== epoch.ownLeaf && leaf?.ratchet);
  const leaf = epoch.leaves[sender];
  if (!leaf?.ratchet) return undefined;
  let { ratchet } = leaf;
  for (let skipped = 0; skipped < leftOver; skipped++) ({ ratchet } = step(ratchet));
  const unsigned = {
    generate: () => ({ publicKey: new Uint8Array(0), privateKey: new Uint8Array(0) }),
    sign: () => new Uint8Array(64),
    verify: () => true,
  };
  const ahead = { ...epoch, ownLeaf: sender, leaves: epoch.leaves.with(sender, { ...leaf, ratchet }) };
  const none = new Uint8Array(0);
  const sealed = protectApplication(ahead, none, unsigned, random, none, () => Buffer.from('withheld'));
  if (!sealed) return undefined;
  const messageId = `withheld from ${groupId} era ${era} epoch ${epoch.epoch}`;
  return { messageId, groupId, era, epoch: epoch.epoch, bytes: sealed.message };
}
