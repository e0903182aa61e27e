import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/random.ts';
import { virtualClock } from '../../../kernel/virtual-clock.ts';
import type { CapturedMessage } from '../captured-message.ts';
import { message } from '../fixture.ts';
import { memoryStorage } from '../storage.ts';
import { archivalHook, type ServiceIntent } from './archival-hook.ts';
import { androidArchiver } from './archiver.ts';
import { googleMessagesArchival } from './google-messages.ts';
import { archivalUriExtra, archiverPackage, archivingManagement } from './managed-configuration.ts';
import { telephonyProvider } from './telephony-provider.ts';
import { addressType, type MmsRow } from './telephony-rows.ts';

const ana = '+447700900001';
const ben = '+447700900002';
const group = '6f2c4f5e-58ad-4a0e-9a3c-0d8a2a5f7c11';
const startMs = Date.UTC(2026, 10, 22, 12) + 345;

function phone({ management = archivingManagement, known = true, dying = false } = {}) {
  const clock = virtualClock(startMs);
  const storage = memoryStorage();
  const provider = telephonyProvider();
  const intents: ServiceIntent[] = [];
  const taken: CapturedMessage[] = [];
  const random = seededRandom('hook');
  const hook = archivalHook({ clock, random, management }, (intent) => {
    intents.push(intent);
    archiver.started(intent);
  });
  const app = googleMessagesArchival(provider, hook, ana, () => clock.now());
  const install = () =>
    androidArchiver({
      now: () => clock.now(),
      provider,
      storage,
      ...(known && { messageIds: app.messageIds }),
      installation: 'I',
      enqueue(one) {
        if (dying) throw new Error('the archiver dies');
        taken.push(one);
      },
      failed: (error) => {
        throw error;
      },
    });
  let archiver = install();
  return {
    ...{ clock, storage, provider, intents, taken, app, hook },
    restartArchiver: () => {
      archiver = install();
    },
    setDying(is: boolean) {
      dying = is;
    },
    sent: (change: Partial<CapturedMessage> = {}) => app.captured(message({ sent_at_ms: clock.now(), ...change })),
    told: () => taken.map(({ message_id, version, change, body }) => [message_id, version, change, body]),
  };
}

test('a row of an RCS message has the marks of one: content class, no id, no size, dates in seconds', async () => {
  const { provider, sent } = phone();
  sent();
  sent({ message_id: 'M2', direction: 'in', peer: ben, group_id: group, members: [ana, ben, '+447700900003'] });
  const [out, into] = provider.after('mms', 0) as readonly MmsRow[];
  assert.ok(out && into);
  assert.deepEqual([out.ct_cls, out.m_id, out.m_size, out.date], [135, null, 0, Math.floor(startMs / 1000)]);
  assert.deepEqual(
    out.addr.map(({ type, address }) => [type, address]),
    [
      [137, 'insert-address-token'],
      [151, ben],
    ],
  );
  assert.deepEqual(provider.recipients(into.thread_id), [`${group}@rcs.google.com`], 'a group is one token');
  assert.deepEqual(
    into.addr.map(({ type, address }) => [type, address]),
    [
      [addressType.from, ben],
      [addressType.to, ana],
      [addressType.cc, '+447700900003'],
    ],
  );
});

test('there are more wake-ups than messages, few of them name a row, and each message is archived once', async () => {
  const { clock, sent, taken, intents } = phone();
  for (let n = 0; n < 200; n++) {
    sent({ message_id: `M${n}`, body: `body ${n}` });
    await clock.runFor(700);
  }
  await clock.runFor(2000);
  assert.deepEqual(
    taken.map(({ message_id }) => message_id),
    Array.from({ length: 200 }, (_, n) => `M${n}`),
  );
  const [wakeUps, named] = [intents.length, intents.filter(({ extras }) => archivalUriExtra in extras).length];
  assert.ok(wakeUps > 400 && wakeUps < 600, `${wakeUps} wake-ups`);
  assert.ok(named > 5 && named < 60, `${named} with a URI`);
});

test('what the rows tell is what was sent and received, to the second', async () => {
  const { clock, sent, taken } = phone();
  sent();
  sent({ message_id: 'M2', direction: 'in', body: null });
  sent({ message_id: 'M3', peer: group, group_id: group, members: [ana, ben] });
  sent({ message_id: 'M4', direction: 'in', peer: ben, group_id: group, members: [ana, ben] });
  await clock.runFor(1);
  const sent_at_ms = Math.floor(startMs / 1000) * 1000;
  assert.deepEqual(
    taken.map(({ direction, peer, group_id, body, sent_at_ms }) => [direction, peer, group_id, body, sent_at_ms]),
    [
      ['out', ben, undefined, message().body, sent_at_ms],
      ['in', ben, undefined, null, sent_at_ms],
      ['out', group, group, message().body, sent_at_ms],
      ['in', ben, group, message().body, sent_at_ms],
    ],
  );
});

test('an edit is a new row beside the original, and the next version of its message', async () => {
  for (const known of [true, false]) {
    const { clock, sent, told, provider } = phone({ known });
    const sent_at_ms = clock.now();
    sent({ body: 'buy' });
    await clock.runFor(20_000);
    sent({ body: 'sell', sent_at_ms, version: 2 });
    await clock.runFor(2000);
    const id = known ? ['M1', 'M1'] : ['I:mms:1', 'I:mms:2'];
    assert.deepEqual(told(), [
      [id[0], 1, 'created', 'buy'],
      [id[1], 2, 'edited', 'sell'],
    ]);
    assert.equal(provider.count(), 2);
    const [one, two] = provider.after('mms', 0);
    assert.deepEqual([one?.date, one?.thread_id], [two?.date, two?.thread_id]);
  }
});

test('two messages of one second are two messages, whether or not the app tells their ids', async () => {
  for (const known of [true, false]) {
    const { clock, sent, taken } = phone({ known });
    sent({ message_id: 'M1', body: 'one' });
    sent({ message_id: 'M2', body: 'two' });
    await clock.runFor(1);
    assert.equal(new Set(taken.map(({ logical_message_id }) => logical_message_id)).size, 2);
    assert.deepEqual(
      taken.map(({ version }) => version),
      [1, 1],
    );
  }
});

test('that a message was read changes its row and not its record', async () => {
  const { clock, sent, taken, app, intents } = phone();
  sent({ direction: 'in' });
  await clock.runFor(2000);
  const before = intents.length;
  for (let n = 0; n < 40; n++) app.read('M1');
  await clock.runFor(2000);
  assert.ok(intents.length > before + 40 && intents.some(({ extras }) => archivalUriExtra in extras));
  assert.equal(taken.length, 1);
});

test('a deletion is found by comparing: one for a message, however many rows it had, also after a restart', async () => {
  for (const restart of [false, true]) {
    const rig = phone();
    rig.sent({ body: 'buy' });
    rig.sent({ message_id: 'M2', body: 'stays' });
    await rig.clock.runFor(5000);
    rig.sent({ body: 'sell', sent_at_ms: startMs, version: 2 });
    await rig.clock.runFor(5000);
    rig.app.deleted('M1');
    if (restart) rig.restartArchiver();
    await rig.clock.runFor(5000);
    assert.equal(rig.provider.count(), 1);
    assert.deepEqual(rig.told().slice(2), [
      ['M1', 2, 'edited', 'sell'],
      ['M1', 3, 'deleted', null],
    ]);
    rig.restartArchiver();
    assert.equal(rig.taken.length, 4, 'nothing is handed over twice');
  }
});

test('an archiver that dies as it hands over has remembered nothing of it: it hands over when it starts again', () => {
  const { setDying, restartArchiver, sent, told, app } = phone();
  const diesAndStartsAgain = (): void => {
    setDying(true);
    assert.throws(restartArchiver, /dies/);
    setDying(false);
    restartArchiver();
  };
  sent({ body: 'buy' });
  diesAndStartsAgain();
  sent({ body: 'sell', version: 2 });
  diesAndStartsAgain();
  app.deleted('M1');
  diesAndStartsAgain();
  restartArchiver();
  assert.deepEqual(told(), [
    ['M1', 1, 'created', 'buy'],
    ['M1', 2, 'edited', 'sell'],
    ['M1', 3, 'deleted', null],
  ]);
});

test('what cannot be opened is a row without text, and its next version once it can', async () => {
  const { clock, sent, told } = phone();
  sent({ direction: 'in', body: null });
  await clock.runFor(1000);
  sent({ direction: 'in', body: 'at last', message_id: 'M1b', logical_message_id: 'M1' });
  await clock.runFor(1000);
  assert.deepEqual(told(), [
    ['M1', 1, 'created', null],
    ['M1b', 2, 'edited', 'at last'],
  ]);
});

test('a fallback is a plain SMS row with its date in milliseconds; a reaction is a message that quotes', async () => {
  const { clock, provider, hook, taken } = phone({ known: false });
  const thread = provider.threadWith([ben]);
  const at = { date: clock.now(), date_sent: clock.now() };
  hook.changed(provider.insertSms(thread, { ...at, type: 2, read: 1, address: ben, body: 'fallback' }));
  const seconds = Math.floor(clock.now() / 1000);
  hook.changed(
    provider.insertMms(thread, {
      ...{ date: seconds, date_sent: seconds, msg_box: 1, read: 0, ct_cls: 135 },
      parts: [{ ct: 'text/plain', text: '👍 to "fallback"' }],
      addr: [{ address: ben, type: addressType.from }],
    }),
  );
  await clock.runFor(1);
  assert.deepEqual(
    taken.map(({ message_id, direction, body, sent_at_ms }) => [message_id, direction, body, sent_at_ms]),
    [
      ['I:mms:1', 'in', '👍 to "fallback"', seconds * 1000],
      ['I:sms:1', 'out', 'fallback', startMs],
    ],
  );
});

test('without full management, or without the archiver named, nobody is told', async () => {
  for (const management of [
    { fullyManaged: false, configuration: { messages_archival: archiverPackage } },
    { fullyManaged: true, configuration: {} },
  ]) {
    const { clock, sent, taken, intents } = phone({ management });
    sent();
    await clock.runFor(5000);
    assert.deepEqual([taken.length, intents.length], [0, 0]);
  }
});
