import { findCanaries } from '../../simulators/kernel/canary.ts';
import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';

/** What a rehearsal may see and do on a phone that has a life of its own beside it. */
export interface Discretion {
  /** Tokens of what was written in this scenario, by everybody in it: what else a phone shows is nobody's business. */
  readonly own: Set<string>;
  /** Numbers (E.164) that may be written to. */
  readonly peers: ReadonlySet<string>;
  /** How long a conversation may call itself SMS, ms. Default: `smsGraceMs`. */
  readonly smsGraceMs?: number;
}

const isUnreadable = ({ status }: ShownBubble): boolean => status === 'undecryptable';

/**
 * The bubbles of this scenario, as they stand: a phone keeps those of earlier ones, and its user's own. One that could
 * not be decrypted shows no token: it is taken for this scenario's where no readable stranger stands below it.
 */
export function ownBubbles(bubbles: readonly ShownBubble[], own: ReadonlySet<string>): readonly ShownBubble[] {
  const strangest = bubbles.findLastIndex((bubble) => isStranger(bubble, own));
  return bubbles.filter((bubble, index) => (isUnreadable(bubble) ? index > strangest : !isStranger(bubble, own)));
}

/** Whether what stands further up is from before the scenario: its uppermost bubble is. */
export function reachesBack(bubbles: readonly ShownBubble[], own: ReadonlySet<string>): boolean {
  const [uppermost] = bubbles;
  return uppermost !== undefined && isStranger(uppermost, own);
}

function isStranger(bubble: ShownBubble, own: ReadonlySet<string>): boolean {
  return !isUnreadable(bubble) && !findCanaries(bubble.body).some((canary) => own.has(canary));
}
