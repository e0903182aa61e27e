import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { conversationFixture, handsetFixture } from '../../simulators/handset/ui/handset-fixture.ts';
import { createPhone } from '../../simulators/handset/ui/phone.ts';
import { makeCanary } from '../../simulators/kernel/canary.ts';
import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { ClassedError } from '../rehearsal/classify.ts';
import { ownBubbles, reachesBack } from './discretion.ts';
import { openScreens } from './fixture-screens.ts';
import { messagesApp } from './messages-app.ts';
import { SmsFallback } from './sms-fallback.ts';

const peer = '+447700900002';
const random = seededRandom('discretion');
const [mine, earlier] = [makeCanary(random), makeCanary(random)];
const bubble = (body: string, status: ShownBubble['status'] = null): ShownBubble => ({ direction: 'in', body, status });
const unreadable = bubble('', 'undecryptable');
type Transport = NonNullable<Parameters<typeof conversationFixture>[0]['transport']>;

function opened(os: 'android' | 'ios', bodies: readonly string[], transport: Transport = 'rcs-encrypted') {
  const messages = bodies.map((body) => ({ direction: 'in' as const, body }));
  const handset = handsetFixture(os, { conversations: [conversationFixture({ messages, transport })] });
  const phone = createPhone(handset);
  phone.openUrl(`sms:${peer}`);
  const [entries, sent]: [{ kind: string; data: unknown }[], string[]] = [[], []];
  let scrolls = 0;
  const screens = openScreens(phone, sent);
  const app = messagesApp({
    phone: 'ana',
    msisdn: '+447700900001',
    screens: {
      ...screens,
      scroll(direction) {
        scrolls++;
        return screens.scroll(direction);
      },
    },
    contacts: new Map(),
    discretion: { own: new Set([mine]), peers: new Set([peer]), smsGraceMs: 300 },
    append: async (entry) => void entries.push(entry),
  });
  return { app, handset, entries, sent, scrolls: () => scrolls };
}

test('what a scenario wrote is its own; what was there before, and what others write, is not', () => {
  const own = new Set([mine]);
  const old = bubble(`before ${earlier}`);
  const ours = bubble(`now ${mine}`, 'delivered');
  assert.deepEqual(ownBubbles([old, bubble('from a friend'), ours, bubble('and again')], own), [ours]);
  assert.deepEqual(ownBubbles([unreadable, old, ours, unreadable], own), [ours, unreadable]);
  assert.deepEqual(ownBubbles([unreadable], own), [unreadable]);
  assert.deepEqual(
    [reachesBack([old, ours], own), reachesBack([ours, old], own), reachesBack([], own)],
    [true, false, false],
  );
});

for (const os of ['android', 'ios'] as const) {
  test(`${os}: a long history is neither journaled nor scrolled through`, async () => {
    const history = Array.from({ length: 120 }, (_, i) => `private ${i}`);
    const { app, entries, scrolls } = opened(os, [...history, `ours ${mine}`]);
    await app.startConversation(peer);
    assert.deepEqual(
      (await app.bubbles()).map(({ body }) => body),
      [`ours ${mine}`],
    );
    assert.equal(scrolls(), 0);
    assert.doesNotMatch(JSON.stringify(entries), /private/);
  });

  test(`${os}: what comes while something else is waited for is journaled then, not at the end of the wait`, async () => {
    const { app, entries, handset } = opened(os, [`before ${earlier}`, `ours ${mine}`]);
    await app.startConversation(peer);
    entries.length = 0;
    const waiting = assert.rejects(app.waitForBubble(`${mine}x`, { direction: 'in', limitMs: 1_500 }), /did not show/);
    handset.receive('c1', { body: `and this ${mine}` });
    await sleep(700);
    assert.equal(entries.filter(({ kind }) => kind === 'ui.shown').length, 1);
    assert.match(JSON.stringify(entries), /and this/);
    await waiting;
    assert.equal(entries.length, 1);
  });

  test(`${os}: somebody whose phone is not in the farm is not written to`, async () => {
    const { app, sent } = opened(os, []);
    for (const open of [app.startConversation, app.openConversation])
      await assert.rejects(open('+15550100'), /ana may not write to \+15550100/);
    await assert.rejects(app.send({ body: `hello ${mine}`, canary: mine }), /no conversation open/);
    assert.deepEqual(sent, []);
  });

  test(`${os}: a conversation that fell back to SMS is not written into, and the environment is to blame`, async () => {
    const { app, sent, entries } = opened(os, [], 'sms');
    await app.startConversation(peer);
    await assert.rejects(app.send({ body: `hello ${mine}`, canary: mine }), (error) => {
      assert.ok(error instanceof SmsFallback && error instanceof ClassedError);
      assert.equal(error.blame, 'environment');
      return true;
    });
    await assert.rejects(app.waitForEncryption(true), SmsFallback);
    assert.deepEqual([sent, entries.filter(({ kind }) => kind === 'ui.sent')], [[], []]);
  });

  for (const transport of ['rcs', 'rcs-encrypted'] as const)
    test(`${os}: ${transport} is no SMS`, async () => {
      const { app, sent } = opened(os, [], transport);
      await app.startConversation(peer);
      await app.send({ body: `hello ${mine}`, canary: mine });
      assert.deepEqual(sent, [`hello ${mine}`]);
    });
}
