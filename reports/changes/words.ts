import type { Change, Changes } from './changes.ts';

/** `failed in 2 of the last 5 runs; last good in 20261122T120000Z-7` */
export function changeWords({ change, now, lastGood, failed, of }: Change): string {
  const good = lastGood === null ? 'never good in a run that is remembered' : `last good in ${lastGood}`;
  const often = of === 1 ? 'seen for the first time' : `failed in ${failed} of the last ${of} runs`;
  return change === 'fixed' ? `${now} now; ${often}` : `${now}; ${often}; ${good}`;
}

/** `1 new, 2 still failing`, for a line of an environment table. */
export function changesSummary({ items, lastGood }: Changes): string {
  const kinds = ['new', 'still-failing', 'flaky', 'fixed'] as const;
  const counts = kinds.flatMap((kind) => {
    const count = items.filter((item) => item.kind === 'scenario' && item.change === kind).length;
    return count === 0 ? [] : [`${count} ${kind.replace('-', ' ')}`];
  });
  const what = counts.length === 0 ? 'no scenario changed' : counts.join(', ');
  return lastGood === null ? `${what} (no earlier run was good)` : `${what} (since ${lastGood})`;
}
