import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { drawTimeline } from './draw.ts';
import { fanRow, fanRows } from './fan-rows.ts';
import { groupRun } from './group-run.ts';
import { lanesOf } from './lanes.ts';
import type { Row } from './model.ts';
import { timelineOf } from './timeline.ts';

let run: readonly JournalEntry[] = [];
before(async () => {
  run = await groupRun();
});

type Fan = Extract<Row, { shape: 'fan' }>;
const fans = (): Fan[] => timelineOf(run).rows.flatMap((row) => (row.shape === 'fan' ? [row] : []));
const notes = (): string[] =>
  timelineOf(run).rows.flatMap((row) =>
    row.shape === 'marks' ? row.marks.map(({ lane, lines }) => `${lane} ${lines[0] ?? ''}`) : [],
  );
const sorted = (lanes: readonly string[] | undefined): string[] => [...(lanes ?? [])].sort();

test('a message to a group is one row: from who wrote it, over the carriers, to everybody else', () => {
  const sent = fans().filter(({ message, text }) => message === 1 && !text.startsWith('receipt'));
  assert.equal(sent.length, 1);
  const [fan] = sent;
  assert.equal(fan?.text, 'encrypted');
  assert.deepEqual(fan?.from, ['phone:ben']);
  assert.deepEqual(sorted(fan?.via), ['carrier:north', 'carrier:south']);
  assert.deepEqual(sorted(fan?.to), ['phone:ana', 'phone:cy']);
  assert.deepEqual(fan?.missed, []);
});

test('who is off the air has a ring instead of an arrowhead, and is handed the message over later', () => {
  const [sent, later, ...more] = fans().filter(({ message, text }) => message === 2 && !text.startsWith('receipt'));
  assert.deepEqual(sent?.to, ['phone:ben']);
  assert.deepEqual(sent?.missed, ['phone:cy']);
  assert.equal(later?.text, 'handed over');
  assert.deepEqual(later?.from, ['carrier:south']);
  assert.deepEqual(later?.to, ['phone:cy']);
  assert.deepEqual(more, []);
  assert.ok(notes().some((words) => words === 'carrier:south keeps it for cy'));
});

test('receipts of a group are summed up and name who gave them', () => {
  const said = fans().filter(({ message, text }) => message === 1 && text.startsWith('receipt: delivered'));
  assert.deepEqual(sorted(said.flatMap(({ from }) => from)), ['phone:ana', 'phone:cy']);
  for (const { to, text, from } of said) {
    assert.deepEqual(to, ['phone:ben']);
    for (const lane of from) assert.ok(text.includes(lane.replace('phone:', '')), text);
  }
});

test('a commit goes to whom it gave new keys, and says whom a Welcome let in', () => {
  const [first] = fans().filter(({ text }) => text.startsWith('commit'));
  assert.equal(first?.text, 'commit, Welcome');
  assert.deepEqual(first.from, ['phone:ana']);
  assert.deepEqual(sorted(first.to), ['phone:ben', 'phone:cy']);
});

test('the keys of a group’s name are no message: they have no number, and are called what they are', () => {
  const keys = fans().filter(({ text }) => text === 'keys of the group’s name');
  assert.ok(keys.length > 0);
  assert.ok(keys.every(({ message, tone }) => message === null && tone === 'quiet'));
  assert.equal(timelineOf(run).messages, 2);
  assert.ok(notes().includes('webhooks group’s keys: sent reported'));
});

test('what somebody does to a group stands in the lane of who did it', () => {
  assert.ok(notes().includes('phone:ana makes “Crew”'));
  assert.ok(notes().includes('phone:ben leaves “Crew”'));
});

test('how groups break and heal is told: out of step, a fork once, sent again with its number, a new era', () => {
  const [first] = run;
  const queued = run.find(({ kind, data }) => kind === 'handset.queued' && data.canary !== null);
  assert.ok(first?.kind === 'world.started' && queued?.kind === 'handset.queued');
  const id = queued.data.message_id;
  const added = (seq: number, kind: string, data: object): JournalEntry =>
    ({ ...queued, seq: 90_000 + seq, kind, data: { phone: 'cy', group_id: 'g', ...data } }) as JournalEntry;
  const fork = { era: 1, epoch: '3', ours: 'a', theirs: 'b' };
  const end = run.findIndex(({ kind }) => kind === 'world.settled');
  const at = run[end - 1]?.at ?? '';
  const more = [
    added(1, 'mls.health', { from: 'Healthy', to: 'EpochAdvancementRequested', why: '' }),
    added(2, 'mls.fork', fork),
    added(3, 'mls.fork', fork),
    added(4, 'mls.resent', { message_id: 'again', original_message_id: id, count: 1 }),
    added(5, 'mls.health', { from: 'OngoingEpochAdvancement', to: 'Healthy', why: '' }),
    added(6, 'mls.health', { from: 'EpochAdvancementRequested', to: 'OngoingEraAdvancement', why: '' }),
  ].map((entry) => ({ ...entry, at }));
  const { rows } = timelineOf([...run.slice(0, end), ...more, ...run.slice(end)]);
  const marks = rows.flatMap((row) =>
    row.shape === 'marks' && row.entries.some((seq) => seq > 90_000)
      ? row.marks.filter(({ lane }) => lane === 'phone:cy')
      : [],
  );
  assert.deepEqual(
    marks.map(({ lines, message, tone }) => [lines[0], message, tone]),
    [
      ['out of step: heals itself', null, 'bad'],
      ['fork: two of era 1 epoch 3', null, 'bad'],
      ['sends it again', 1, 'plain'],
      ['in step again: healed', null, 'good'],
      ['brings all into a new era', null, 'plain'],
    ],
  );
});

test('what reaches a lane after something changed there is another row; the rest of the way is not parted', () => {
  const rows = fanRows();
  const part = (to: string) =>
    ({
      draw: 'fan',
      way: 'm',
      from: [],
      via: ['carrier:north'],
      to: [to],
      meant: [],
      text: 'encrypted',
      adds: null,
      tone: 'plain',
      message: 1,
    }) as const;
  const first = rows.add(part('phone:ana'), 1, 0, 100);
  rows.cut('phone:cy');
  assert.equal(rows.add(part('phone:ben'), 2, 10, 100), undefined);
  const later = rows.add(part('phone:cy'), 3, 20, 100);
  assert.deepEqual(first?.entries, [1, 2]);
  assert.deepEqual(later?.entries, [3]);
  assert.ok(rows.add(part('phone:ana'), 4, 500, 100), 'too late to be part of it');
  assert.equal(rows.add(part('phone:cy'), 5, 505, 100), undefined, 'the cut is past');
  rows.close();
  assert.ok(rows.add(part('phone:ana'), 6, 510, 100));
});

test('members without a face and second devices are called so', () => {
  const [first] = run;
  assert.ok(first?.kind === 'world.started');
  const [ana, ben, cy] = first.data.phones;
  assert.ok(ana && ben && cy);
  const tablet = { ...ana, name: 'ana-tablet', paired_with: 'ana' };
  const lanes = lanesOf({ ...first.data, environment: 'simulated-phones', phones: [ana, ben, cy, tablet] });
  const subtitles = Object.fromEntries(lanes.map(({ title, subtitle }) => [title, subtitle]));
  assert.equal(subtitles['ana'], 'Android, on north');
  assert.equal(subtitles['cy'], 'simulated member, on south');
  assert.equal(subtitles['ana-tablet'], 'Ana’s second device');
});

test('heads point away from who sent it; a line without ends is not drawn', () => {
  const svg = drawTimeline(timelineOf(run));
  assert.equal(drawTimeline(timelineOf(run)), svg);
  assert.equal(/undefined|NaN|Infinity/.exec(svg), null);
  const row = fanRow({ fan: true, atMs: 0, endMs: 0, entries: [1], parts: [] });
  assert.ok(row.shape === 'fan' && row.from.length === 0);
  const timeline = timelineOf(run);
  assert.equal(/NaN|Infinity/.exec(drawTimeline({ ...timeline, rows: [row] })), null);
  const heads = ({ from, to, missed }: Partial<Fan>): string =>
    drawTimeline({
      ...timeline,
      rows: [{ ...row, from: from ?? [], to: to ?? [], missed: missed ?? [], tone: 'good' } as Fan],
    });
  const right = heads({ from: ['phone:ana'], to: ['phone:cy'], missed: ['phone:ben'] });
  assert.ok(right.includes('l-10 -5v10z') && !right.includes('l10 -5v10z'));
  assert.equal(right.split('r="5" ').length - 1, 1, 'one ring');
  assert.ok(heads({ from: ['phone:cy'], to: ['phone:ana'] }).includes('l10 -5v10z'));
});
