import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { test } from 'node:test';
import { complete } from '../../simulators/enterprise/fixture.ts';
import { parseJournal } from '../../simulators/kernel/journal/reader.ts';
import { type SubjectRig, subjectRig } from './fixture.ts';
import { watchRecords } from './record-watch.ts';

/** Enrols, exchanges three messages through a stretch without a network, and reads the archive into the journal. */
async function run(seed: string, bodies: readonly string[]): Promise<SubjectRig> {
  const rig = subjectRig(seed);
  rig.agents.ana.enrol();
  rig.agents.ben.enrol();
  await rig.clock.runFor(1000);
  for (const [index, body] of bodies.entries()) {
    if (index === 1) rig.network.isolate('ben', true);
    rig.exchangeMessage(`M${index}`, body);
    await rig.clock.runFor(20_000);
  }
  rig.network.isolate('ben', false);
  await rig.clock.runFor(15_000);
  await complete(rig.clock, watchRecords(rig.subject, rig.journal).poll());
  return rig;
}

const bodies = ['first CANARY-1', 'zweite 🙂 CANARY-2', ''];

test('what phones exchange is told to the enterprise, archived, and opened again with the tenant keys', async () => {
  const rig = await run('flow', bodies);
  const { tenant, platform } = rig.enterprise;
  assert.deepEqual([rig.agents.ana.pending(), rig.agents.ben.pending(), platform.pending()], [0, 0, 0]);
  const records = rig.entries('subject.record');
  const seen = records.map(({ message_id, direction, body, content_hash_valid }) => [
    message_id,
    direction,
    body,
    content_hash_valid,
  ]);
  const expected = bodies.flatMap((body, n) => (['in', 'out'] as const).map((way) => [`M${n}`, way, body, true]));
  assert.deepEqual(seen.map(String).sort(), expected.map(String).sort());

  const { events } = await complete(rig.clock, rig.subject.events());
  assert.equal(events.length, 9);
  for (const { event } of events) {
    const record = records.find(({ message_id }) => message_id === event['message_id']);
    assert.equal(event['content_hash'], record?.content_hash);
  }
  // Bodies are in the journal only where the tenant opened them; secrets nowhere.
  const others = rig.lines.filter((line) => !line.includes('"subject.record"')).join('\n');
  assert.doesNotMatch(others, /CANARY|zweite/);
  for (const secret of [tenant.enrolmentToken, tenant.auditorToken, 'device.']) assert.ok(!others.includes(secret));
  assert.equal([...parseJournal(`${rig.lines.join('\n')}\n`)].length, rig.lines.length);
});

test('the same seed gives the same journal, byte for byte; another seed does not', async () => {
  const [one, two, other] = [await run('same', bodies), await run('same', bodies), await run('other', bodies)];
  assert.equal(one.lines.join('\n'), two.lines.join('\n'));
  assert.notEqual(one.lines.join('\n'), other.lines.join('\n'));
});

test('runs that differ only in bodies differ, in what the enterprise knows, only in hashes, ciphertexts and what is signed over them', async () => {
  const known = async (text: readonly string[]): Promise<string> => {
    const rig = await run('private', text);
    const { events } = await complete(rig.clock, rig.subject.events());
    const { records } = await complete(rig.clock, rig.subject.records());
    return JSON.stringify({ events, records })
      .replaceAll(/hmac-sha256:content-1:[0-9a-f]{64}/g, 'HASH')
      .replaceAll(/"(sealed_sha256|previous|signature)":"[^"]+"/g, '"$1":"OF A CIPHERTEXT"')
      .replaceAll(/"(enc|ciphertext)":"([^"]+)"/g, (_, name, value) => `"${name}":${value.length}`);
  };
  assert.equal(await known(['a', 'bb', 'ccc']), await known(['x'.repeat(50), 'yy', 'Z'.repeat(63)]));
});

test('on the virtual clock everything runs on microtasks', async () => {
  // A one-shot sign() without a callback makes its request object, too, but runs on the spot: nothing is called back.
  const harmless = new Set(['PROMISE', 'Immediate', 'Microtask', 'TickObject', 'SIGNREQUEST']);
  const types = new Set<string>();
  const signing = new Set<number>();
  let calledBack = 0;
  const hook = createHook({
    init(id, type) {
      types.add(type);
      if (type === 'SIGNREQUEST') signing.add(id);
    },
    before: (id) => void (signing.has(id) && calledBack++),
  });
  const rig = subjectRig('hooks');
  hook.enable();
  try {
    rig.agents.ana.enrol();
    rig.agents.ben.enrol();
    await rig.clock.runFor(1000);
    rig.exchangeMessage('M1', 'hello');
    rig.enterprise.rotateWebhookKeys(0);
    await rig.clock.runFor(5000);
    await complete(rig.clock, watchRecords(rig.subject, rig.journal).poll());
  } finally {
    hook.disable();
  }
  assert.equal(rig.entries('subject.record').length, 2);
  assert.deepEqual([...types].filter((type) => !harmless.has(type)).sort(), []);
  assert.equal(calledBack, 0);
});
