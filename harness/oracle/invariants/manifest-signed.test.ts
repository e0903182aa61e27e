import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HandMade, handMade } from '../hand-made.ts';
import { manifestSigned } from './manifest-signed.ts';

const key = 'A'.repeat(43).concat('=');
type Link = Parameters<typeof linked>[1][number];

function signing(): HandMade {
  const made = handMade();
  made.add('archive.enrolled', {
    device_id: 'dev_1',
    phone: 'ana',
    custodian: '+447700900001',
    mode: 'escrow',
    device_key: key,
  });
  return made;
}

const record = (made: HandMade, id: string, manifest: { sha256: string; covers: boolean } | null, erased = false) =>
  made.record('ana', 'hello', { record_id: id, message_id: id, device_id: 'dev_1', manifest, erased });

function linked(
  made: HandMade,
  links: readonly { sha256: string; record: string; sequence?: number; signed?: boolean; follows?: boolean | null }[],
  device_key = key,
): void {
  made.add('subject.chain', {
    device_id: 'dev_1',
    device_key,
    links: links.map(({ sha256, record: record_id, sequence = 1, signed = true, follows = true }) => ({
      ...{ sequence, sha256, record_id, signed, follows },
    })),
  });
}

const judge = (made: HandMade) => made.into(manifestSigned.open(made.context));

test('a record whose manifest covers it and is a link of its chain is right, in whichever order they are seen', () => {
  const made = signing();
  record(made, 'r1', { sha256: 'a', covers: true });
  linked(made, [
    { sha256: 'a', record: 'r1' },
    { sha256: 'b', record: 'r2', sequence: 2 },
  ]);
  record(made, 'r2', { sha256: 'b', covers: true });
  assert.deepEqual(judge(made), { outcome: 'held', judged: 2 });
});

const one: Link = { sha256: 'a', record: 'r1' };
const wrongs: Record<string, readonly [RegExp, (made: HandMade) => void]> = {
  'no manifest': [/r1 has no manifest/, (made) => record(made, 'r1', null)],
  'another content': [/does not say/, (made) => record(made, 'r1', { sha256: 'a', covers: false })],
  'another key': [/another key/, (made) => linked(made, [one], 'B'.repeat(43).concat('='))],
  'another hand': [/not signed by it/, (made) => linked(made, [{ ...one, signed: false }])],
  'a gap': [/does not follow/, (made) => linked(made, [{ ...one, sequence: 3, follows: false }])],
  'another record': [/not in the chain/, (made) => linked(made, [{ ...one, record: 'r9' }])],
};
for (const [name, [what, act]] of Object.entries(wrongs)) {
  test(`${name} is a violation`, () => {
    const made = signing();
    if (name !== 'no manifest' && name !== 'another content') record(made, 'r1', { sha256: 'a', covers: true });
    act(made);
    const verdict = judge(made);
    assert.equal(verdict.outcome, 'violated');
    assert.ok('violations' in verdict && verdict.violations.some((violation) => what.test(violation.what)));
  });
}

test('a manifest that is in no link of a chain that was read afterwards is a violation; unread, it is unknown', () => {
  const made = signing();
  record(made, 'r1', { sha256: 'a', covers: true });
  assert.equal(judge(made).outcome, 'unknown');
  linked(made, []);
  assert.equal(judge(made).outcome, 'violated');
});

test('an erased record needs none, a device that does not sign neither, and nothing judged is no answer', () => {
  const made = signing();
  record(made, 'r1', null, true);
  made.enrolled('ben');
  made.record('ben', 'hello', { device_id: 'ben-1', manifest: null });
  made.record('ana', 'hello', { device_id: 'dev_1' }); // of a subject without manifests
  assert.equal(judge(made).outcome, 'unknown');
});
