import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Subject, SubjectOperation } from './subject.ts';
import { unseenKinds } from './unseen-kinds.ts';

const all: readonly SubjectOperation[] = ['records', 'events', 'checkpoint', 'proof', 'export', 'manifests'];
const log = {} as NonNullable<Subject['log']>;

test('a subject that offers everything hides no kind of entry', () => {
  assert.deepEqual([...unseenKinds({ operations: new Set(all), log })], []);
});

test('what is not offered, and a log that no key is known of, is named with the reason', () => {
  const some = new Set(all.filter((operation) => operation !== 'export' && operation !== 'proof'));
  const withLog = unseenKinds({ operations: some, log });
  assert.deepEqual([...withLog.keys()].sort(), ['subject.export', 'subject.proof']);
  assert.match(withLog.get('subject.export') ?? '', /^the subject's export: not offered/);
  const without = unseenKinds({ operations: new Set(all), log: undefined });
  assert.deepEqual([...without.keys()].sort(), ['subject.checkpoint', 'subject.proof']);
});
