import type { HeldGroup } from './held-group.ts';

/**
 * The authenticator under which this client knows an epoch, when it is another than the one claimed: the same era and
 * epoch with another authenticator is a fork (RFC 9420 section 8.7; facts: RCC.16). Nothing when they agree, or when the
 * epoch is not known here.
 */
export function forkOf(
  { group, pending, established, retained }: HeldGroup,
  { era, epoch }: { readonly era: number; readonly epoch: bigint },
  theirs: string,
): string | undefined {
  const known = [
    ...(established ? [{ era: group.era, epoch: group.epoch, bytes: group.epochAuthenticator }] : []),
    ...retained.map((past) => ({ era: past.era, epoch: past.messages.epoch, bytes: past.epochAuthenticator })),
  ].filter((one) => one.era === era && one.epoch === epoch);
  if (known.length === 0) return undefined;
  // Our own pending commit may be the epoch that the others went to: whoever speaks in it is no fork.
  if (pending && pending.group.era === era && pending.group.epoch === epoch) {
    known.push({ era, epoch, bytes: pending.group.epochAuthenticator });
  }
  const ours = known.map(({ bytes }) => Buffer.from(bytes).toString('base64'));
  return ours.includes(theirs) ? undefined : ours[0];
}
