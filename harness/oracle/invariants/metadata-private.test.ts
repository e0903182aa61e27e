import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ana, ben, type HandMade, handMade } from '../hand-made.ts';
import { metadataPrivate } from './metadata-private.ts';

const judge = (it: HandMade) => it.into(metadataPrivate.open(it.context));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('held: pseudonyms and keyed hashes say nothing of whom and what', () => {
  const it = handMade();
  const canary = it.canary();
  it.sent('ana', `hello ${canary}`, canary);
  it.scheduled('w1', { attachment_refs: ['att://gateway/12345'] });
  it.row('w1', { attachment_refs: ['att://gateway/12345'] });
  assert.deepEqual(judge(it), { outcome: 'held', judged: 2 });
});

test('unknown: nothing was seen', () => {
  assert.equal(judge(handMade()).outcome, 'unknown');
});

const leaks: Readonly<Record<string, (canary: string) => Readonly<Record<string, unknown>>>> = {
  'a text that somebody typed': (canary) => ({ message_id: `m1 ${canary}` }),
  'a text that somebody typed (base64)': (canary) => ({
    attachment_refs: [Buffer.from(`x${canary}`).toString('base64')],
  }),
  'a number': () => ({ message_id: `m1-${ben}` }),
  'a number in base64': () => ({ conversation_hash: Buffer.from(`tel:${ana}`).toString('base64url') }),
  'a number in base64 that begins a byte later': () => ({
    conversation_hash: Buffer.from(`t:${ana}`).toString('base64'),
  }),
  'a number in base64 that begins two bytes later': () => ({
    conversation_hash: Buffer.from(`to:${ana}`).toString('base64'),
  }),
  'a number in hex': () => ({ conversation_hash: Buffer.from(`${ana},${ben}000`).toString('hex') }),
  'a number as it is dialled at home': () => ({ conversation_hash: '07700900001' }),
  'the plain hash of a number': () => ({ recipient_hash: `sha256:${sha256(ben)}` }),
  'the plain hash of a text': () => ({ content_hash: `sha256:${sha256('hello')}` }),
  'the name of a file': () => ({ attachment_refs: ['att://gateway/Q3-results.pdf'] }),
};

for (const [what, change] of Object.entries(leaks)) {
  test(`violated: ${what}, in a webhook or in a row; what is found is not said`, () => {
    for (const where of ['webhook', 'row'] as const) {
      const it = handMade();
      const canary = it.canary();
      it.sent('ana', 'hello', canary);
      const leak = where === 'webhook' ? it.scheduled('w1', change(canary)) : it.row('w1', change(canary));
      const verdict = judge(it);
      assert.ok(verdict.outcome === 'violated', where);
      const [violation] = verdict.violations;
      assert.deepEqual(violation?.entries, [leak.seq]);
      assert.ok(violation.what.startsWith(what.replace(/ (in|as|\().*$/, '')), violation.what);
      assert.doesNotMatch(violation.what, /700900|results/);
    }
  });
}

test('violated: a phone hands the platform a text or a number; what it sends elsewhere is another rule', () => {
  for (const [to, outcome] of [
    ['platform', 'violated'],
    ['north', 'held'],
  ] as const) {
    for (const secret of [ben, 'canary']) {
      const it = handMade();
      it.row('w1');
      const bytes = Buffer.from(
        `POST /content-hashes\r\n\r\n{"message_id":"${secret === 'canary' ? it.canary() : secret}"}`,
      );
      const { blob } = it.wire(bytes).data;
      it.add('wire.sent', { from: 'ana', to, channel: 'http', summary: 'POST', bytes: bytes.length, blob });
      assert.equal(judge(it).outcome, outcome, `${to}: ${secret}`);
    }
  }
});

test('the push of profile rbm may name a number, not a text; its row may name neither', () => {
  const user = {
    messageId: 'm1',
    sendTime: '2026-11-22T08:00:00.000Z',
    agentId: `${'a'.repeat(32)}@rbm.greenroom.test`,
  };
  for (const [pushed, kept, outcome] of [
    [ben, 'hmac-sha256:k:00', 'held'],
    [ben, ben, 'violated'],
    ['canary', 'hmac-sha256:k:00', 'violated'],
  ] as const) {
    const it = handMade();
    const senderPhoneNumber = pushed === 'canary' ? it.canary() : pushed;
    const { blob } = it.wire(JSON.stringify({ senderPhoneNumber, ...user })).data;
    const { data } = it.scheduled('w0');
    it.add('webhook.scheduled', { ...data, webhook_id: 'w1', event: { senderPhoneNumber: kept, ...user }, blob });
    const verdict = judge(it);
    assert.equal(verdict.outcome, outcome, `${pushed} ${kept}`);
    if (verdict.outcome === 'held') assert.match(verdict.note ?? '', /rows alone/);
  }
});
