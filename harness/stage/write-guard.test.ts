import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { AppendEntry } from './api.ts';
import { WritingRefused, writeGuard } from './write-guard.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-guard-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const peers = ['+447700900001', '+447700900002'];
const to = (peer: string): AppendEntry => ({
  kind: 'ui.sent',
  data: { phone: 'ana', peer, body: 'hello', canary: 'x' },
});
const refused = (status: number, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof WritingRefused);
  assert.equal(error.status, status);
  assert.match(error.message, words);
  return true;
};

test('only the numbers of the farm are written to, and a refused message is not counted', () => {
  const guard = writeGuard({ peers, messageCap: 1, tally: join(folder, 'peers') });
  assert.throws(() => guard(to('+15550100')), refused(403, /ana may not write to \+15550100: no phone of the farm/));
  const group = (...members: string[]): AppendEntry => ({
    kind: 'ui.sent',
    data: { phone: 'ana', peer: 'Friday', body: 'hello', canary: 'x', group: { title: 'Friday', members } },
  });
  assert.throws(() => guard(group('+447700900002', '+15550100')), refused(403, /write to \+15550100/));
  guard(group('+447700900002'));
  assert.throws(() => guard(to('+447700900002')), refused(429, /a run may write 1 messages/));
});

test('a run writes so many messages and no more, whichever of its worlds counts them', () => {
  const tally = join(folder, 'cap');
  const worlds = [writeGuard({ peers, messageCap: 5, tally }), writeGuard({ peers, messageCap: 5, tally })];
  for (let i = 0; i < 5; i++) worlds[i % 2]?.(to('+447700900001'));
  for (const guard of worlds)
    assert.throws(
      () => guard(to('+447700900001')),
      refused(429, /may write 5 messages .* Raise messageCap in farm\.yaml/),
    );
  worlds[0]?.({ kind: 'ui.switched', data: { phone: 'ana', setting: 'rcs', on: false } });
});
