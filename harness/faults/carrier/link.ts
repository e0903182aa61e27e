import { z } from 'zod';
import type { LinkConditions } from '../../../simulators/kernel/network.ts';
import type { Excuse } from '../../oracle/invariant.ts';
import type { Healing } from '../fault.ts';
import { simulated } from '../reach.ts';
import type { FaultStage } from '../stage.ts';

/** Which link: a phone's, or the one between carriers. */
export const linkOf = z.string().optional().meta({
  description: 'The phone whose link to its carrier it is. Default: the links between carriers.',
});

export const linkKey = ({ phone }: { readonly phone?: string | undefined }): string => phone ?? 'between carriers';

/**
 * A phone whose carrier took a message may learn of it late, and archives it then: within 30 s, for it asks again every
 * 4 s (SIP timer T2) or after a pause of 10 s.
 */
export const lateAnswers = ({ phone }: { readonly phone?: string | undefined }): readonly Excuse[] =>
  phone === undefined ? [] : [{ invariant: 'archive-complete', phones: [phone], afterHealingMs: 30_000 }];

/** Changes links in both directions, and returns what restores what was changed. @throws Error when there is no such link */
export function changeLinks(stage: FaultStage, phone: string | undefined, change: Partial<LinkConditions>): Healing {
  const { links } = stage;
  const pairs = phone === undefined ? among([...stage.carriers.keys()]) : both(phone, carrierOf(stage, phone));
  if (pairs.length === 0) throw new Error('there is one carrier here, and so no link between carriers: name a phone');
  const before = pairs.map(([from, to]) => {
    const now = links.conditions(from, to);
    return Object.fromEntries(Object.keys(change).map((key) => [key, now[key as keyof LinkConditions]]));
  });
  for (const [from, to] of pairs) links.change(from, to, change);
  return () => {
    for (const [index, [from, to]] of pairs.entries()) links.change(from, to, before[index] ?? {});
  };
}

const carrierOf = (stage: FaultStage, phone: string): string => simulated(stage, phone).carrier.name;
const both = (a: string, b: string): (readonly [string, string])[] => [
  [a, b],
  [b, a],
];
const among = (names: readonly string[]): (readonly [string, string])[] =>
  names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
