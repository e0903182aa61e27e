import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { seededRandom } from '../../kernel/random.ts';
import { createMlsEngine } from '../engine/engine.ts';
import { ratchetLimits } from '../engine/ratchet.ts';
import { good, groupId, seed, testConversation, text } from '../fixture.ts';
import { encodeAuthenticatedData } from '../wire/authenticated-data.ts';
import { groupIdBytes } from '../wire/group-id.ts';
import { opaque } from '../wire/writer.ts';
import type { UnprotectResult } from './client.ts';
import { encodeFraming } from './framing.ts';
import { threeDaysMs } from './retained-epochs.ts';

const type = 'text/plain';
const why = (result: UnprotectResult): string => (result.ok ? 'opened' : `${result.reason}: ${result.detail}`);
const body = (result: UnprotectResult): string => Buffer.from(good(result).body).toString();

test('a ciphertext opens under its own message id, era, group and epoch only, and forgeries spend nothing', async () => {
  const { a, b } = await testConversation();
  const { ciphertext } = await a.client.protect(groupId, 'Mx1', type, text('hello'));
  assert.match(why(await b.client.unprotect(groupId, 'Mx2', ciphertext)), /^failed-to-decrypt: .*another message id/);
  assert.match(why(await b.client.unprotect('other', 'Mx1', ciphertext)), /^failed-to-decrypt: no such group/);
  assert.match(why(await a.client.unprotect(groupId, 'Mx1', ciphertext)), /^failed-to-decrypt: .*sent by this client/);
  assert.equal(body(await b.client.unprotect(groupId, 'Mx1', ciphertext)), 'hello');
  assert.match(why(await b.client.unprotect(groupId, 'Mx1', ciphertext)), /^failed-to-decrypt: generation 0 was used/);
  assert.deepEqual(
    b.entries.filter(({ kind }) => kind === 'mls.rejected').map(({ data }) => data['what']),
    ['message', 'message', 'message'],
  );
});

/** Ana's own engine state outside her client: to send what her client never would. */
async function forge(options: {
  era?: number;
  generation?: number;
  authenticatedData?: Uint8Array;
  plaintext?: (generation: number) => Uint8Array;
}) {
  const { a, b } = await testConversation();
  const crypto = seededCrypto(seededRandom('forger'), simulationLicence('virtual'));
  const engine = createMlsEngine(crypto);
  const group = engine.deserialize(a.client.snapshot(groupId)?.group ?? text(''));
  const { message } = engine.protect(
    group,
    options.authenticatedData ?? encodeAuthenticatedData({ messageId: 'Mx1', era: options.era ?? 1 }),
    options.plaintext ??
      ((generation) =>
        encodeFraming({ generation: options.generation ?? generation, contentType: type, body: text('x') })),
  );
  return why(await b.client.unprotect(groupId, 'Mx1', message));
}

test('a member that deviates from RCC.16 is refused for what it did', async () => {
  assert.equal(await forge({}), 'opened');
  assert.match(await forge({ era: 2 }), /^failed-to-decrypt: no keys for era 2, epoch 1: this client is in era 1/);
  assert.match(await forge({ generation: 7 }), /^failed-to-decrypt: the generation inside is not that/);
  assert.match(await forge({ authenticatedData: text('') }), /^failed-to-decrypt: authenticated_data.version/);
  assert.match(await forge({ authenticatedData: text('\0\x02\x03Mx1\0\0\0\x01\0') }), /version: 2$/);
  assert.match(await forge({ authenticatedData: text('\0\x01\x03Mx1\0\0\0\x01\x02') }), /resent: 2$/);
  assert.match(await forge({ authenticatedData: text('\0\x01\x03Mx1\0\0\0\x01\x01') }), /resent.original: needs/);
  assert.match(await forge({ authenticatedData: text('\0\x01\x03Mx1\0\0\0\x01\x01\x03Mx0\0') }), /resent.count: 0$/);
  assert.match(await forge({ authenticatedData: text('\0\x01\x03Mx1\0\0\0\x01\0\0') }), /bytes too many/);
  const framed = (part: string) => Buffer.concat([Buffer.from([0, 1, 0, 1, 0, 0, 0, 0]), opaque(Buffer.from(part))]);
  const frames: [Uint8Array, RegExp][] = [
    [text(''), /framing.version: needs 2 bytes/],
    [Uint8Array.of(0, 2, 0, 1, 0, 0, 0, 0, 0), /framing.version: 2$/],
    [Uint8Array.of(0, 1, 0, 2, 0, 0, 0, 0, 0), /framing.kind: 2$/],
    [framed(''), /no header block/],
    [framed('\r\nA: b\r\n'), /no header block/],
    [framed('A: b\r\n\r\n'), /no header block/],
    [framed(`\r\nA: ${'b'.repeat(1100)}\r\n\r\n`), /no header block/],
    [framed('\r\nA: b\r\n\r\n'), /Content-Type is missing/],
    [framed('\r\nContent-Type: a\r\n\r\n'), /Content-Type is missing/],
    [framed('\r\nContent-Type: a/b\r\nx\r\n\r\n'), /a line that is no header$/],
    [framed('\r\nContent-Type: a/b\r\nContent-Length: 5\r\n\r\nhey'), /Content-Length is not/],
    [framed('\r\nContent-Type: a/b\r\ncontent-type: a/b\r\n\r\n'), /comes twice/],
    [Buffer.concat([framed('\r\nContent-Type: a/b\r\n\r\n'), text('!')]), /1 bytes too many/],
    [framed('\r\ncontent-type:a/b\r\nX-Other: y\r\n\r\nhey'), /^opened$/],
  ];
  for (const [frame, expected] of frames) {
    assert.match(await forge({ plaintext: () => frame }), expected);
  }
});

test(`messages open in any order within the window, each once (seed ${seed})`, async () => {
  const { a, b } = await testConversation();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...Array(30).keys()], { minLength: 1 }), async (order) => {
      const stamp = run++;
      const sent: Uint8Array[] = [];
      for (let index = 0; index < 30; index++) {
        sent.push((await a.client.protect(groupId, `Mx${stamp}-${index}`, type, text(`${index}`))).ciphertext);
      }
      for (const index of order) {
        const open = () => b.client.unprotect(groupId, `Mx${stamp}-${index}`, sent[index] ?? text(''));
        assert.equal(body(await open()), `${index}`);
        assert.match(why(await open()), /was used before/);
      }
    }),
    { seed, numRuns: 6 },
  );
});

test('a message too far ahead is refused, and a nearer one still opens', async () => {
  const { a, b } = await testConversation();
  let last = text('');
  for (let index = 0; index <= ratchetLimits.forwardSteps + 1; index++) {
    last = (await a.client.protect(groupId, `Mx${index}`, type, text('far'))).ciphertext;
    if (index === 1) assert.equal(body(await b.client.unprotect(groupId, 'Mx1', last)), 'far');
  }
  const id = `Mx${ratchetLimits.forwardSteps + 1}`;
  assert.equal(body(await b.client.unprotect(groupId, id, last)), 'far');
  for (let index = 0; index <= ratchetLimits.forwardSteps + 1; index++) {
    last = (await a.client.protect(groupId, `My${index}`, type, text('far'))).ciphertext;
  }
  assert.match(
    why(await b.client.unprotect(groupId, `My${ratchetLimits.forwardSteps + 1}`, last)),
    /more than the limit/,
  );
});

test('late messages of past epochs open for three days, and not after', async () => {
  const { a, b } = await testConversation();
  const late = [];
  for (let index = 0; index < 3; index++) {
    late.push((await a.client.protect(groupId, `Mx${index}`, type, text(`late ${index}`))).ciphertext);
  }
  for (const [by, other] of [
    [a, b],
    [b, a],
    [a, b],
  ] as const) {
    const pending = await by.client.selfUpdate(groupId);
    by.client.commitAccepted(groupId);
    good(await other.client.commit(groupId, pending.commit));
  }
  assert.equal(body(await b.client.unprotect(groupId, 'Mx1', late[1] ?? text(''))), 'late 1');
  assert.match(why(await b.client.unprotect(groupId, 'Mx1', late[1] ?? text(''))), /was used before/);
  b.clock.ms += threeDaysMs - 1;
  assert.equal(body(await b.client.unprotect(groupId, 'Mx0', late[0] ?? text(''))), 'late 0');
  assert.equal(b.client.snapshot(groupId)?.retained.length, 3);
  b.clock.ms += 1;
  assert.match(why(await b.client.unprotect(groupId, 'Mx2', late[2] ?? text(''))), /no keys for era 1, epoch 1/);
  assert.equal(b.client.snapshot(groupId)?.retained.length, 0);
});

test(`no single changed byte opens, crashes, or spends the genuine message (seed ${seed})`, async () => {
  const { a, b } = await testConversation();
  const { ciphertext } = await a.client.protect(groupId, 'Mx1', type, text('genuine'));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 255 }), async (mask) => {
      for (let index = 0; index < ciphertext.length; index++) {
        const changed = Uint8Array.from(ciphertext);
        changed[index] = (changed[index] ?? 0) ^ mask;
        assert.equal((await b.client.unprotect(groupId, 'Mx1', changed)).ok, false, `byte ${index} ^ ${mask}`);
      }
    }),
    { seed, numRuns: 5, examples: [[1], [0x80], [0xff]] },
  );
  for (let length = 0; length < ciphertext.length; length++) {
    assert.equal((await b.client.unprotect(groupId, 'Mx1', ciphertext.subarray(0, length))).ok, false);
  }
  assert.equal(body(await b.client.unprotect(groupId, 'Mx1', ciphertext)), 'genuine');
});

test('what is no application message is refused by its own name', async () => {
  const { a, b } = await testConversation();
  const pending = await a.client.selfUpdate(groupId);
  assert.match(why(await b.client.unprotect(groupId, 'Mx1', pending.commit)), /^failed-to-decrypt: a public-message/);
  const id = groupIdBytes(groupId);
  const privately = (contentType: number): Uint8Array =>
    Uint8Array.from([0, 1, 0, 2, id.length, ...id, 0, 0, 0, 0, 0, 0, 0, 1, contentType, 0, 0, 0]);
  assert.match(why(await b.client.unprotect(groupId, 'Mx1', privately(3))), /^commit-in-privatemessage/);
  assert.match(why(await b.client.unprotect(groupId, 'Mx1', privately(2))), /^control-message-failed/);
  const refused = await b.client.commit(groupId, privately(3));
  assert.equal(!refused.ok && refused.reason, 'commit-in-privatemessage');
});
