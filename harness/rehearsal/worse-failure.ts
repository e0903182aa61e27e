import { AssertionError } from 'node:assert';
import { classify } from './classify.ts';

/** So many lines of what the scenario's own check says stand under the broken promises. */
const linesShown = 12;

/**
 * Of a scenario's own failure and its judgement's: the product's one, else the earlier. Where the product failed both, the
 * broken promises come first, as they say what is wrong; what the scenario saw follows.
 */
export function worseFailure(own: unknown, judgement: unknown): unknown {
  if (own === undefined) return judgement;
  if (judgement === undefined || classify(judgement) !== 'product') return own;
  if (classify(own) !== 'product') return judgement;
  const lines = messageOf(own).split('\n');
  const shown = [...lines.slice(0, linesShown), ...(lines.length > linesShown ? ['..'] : [])];
  return new AssertionError({ message: `${messageOf(judgement)}\n\nThe scenario's own check:\n${shown.join('\n')}` });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
