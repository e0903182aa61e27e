import type { JournalKind } from '../../simulators/kernel/journal/kinds.ts';
import type { Subject, SubjectOperation } from './subject.ts';

/** The operation without which no entry of a kind is written. */
const needs: readonly (readonly [JournalKind, SubjectOperation])[] = [
  ['subject.record', 'records'],
  ['subject.event', 'events'],
  ['subject.checkpoint', 'checkpoint'],
  ['subject.proof', 'proof'],
  ['subject.export', 'export'],
  ['subject.chain', 'manifests'],
];

/** Kinds of entry that a journal beside this subject cannot hold, each with what is missing: not offered, or no key for it. */
export function unseenKinds({
  operations,
  log,
}: Pick<Subject, 'operations' | 'log'>): ReadonlyMap<JournalKind, string> {
  const unseen = new Map<JournalKind, string>();
  for (const [kind, operation] of needs)
    if (!operations.has(operation))
      unseen.set(kind, `the subject's ${operation}: not offered, or no key was given for it`);
  if (!log)
    for (const kind of ['subject.checkpoint', 'subject.proof'] as const)
      if (!unseen.has(kind)) unseen.set(kind, "the subject's log: no key of it was given");
  return unseen;
}
