import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recorded } from '../stage/client.ts';
import { type Conversation, lookOnceMore, writtenIn } from './last-looks.ts';

const ana = { name: 'ana', msisdn: '+447700900001' };
const ben = { name: 'ben', msisdn: '+447700900002' };
const cy = { name: 'cy', msisdn: '+447700900003' };
const tablet = { name: 'ana-tablet', msisdn: ana.msisdn };

const at = '2026-11-22T08:00:00.000Z';
const sent = (seq: number, phone: string, peer: string, group?: string[]): Recorded<'ui.sent'> => ({
  seq,
  at,
  data: { phone, peer, body: 'x', canary: 'x', ...(group && { group: { title: peer, members: group } }) },
});
const shown = (seq: number, phone: string, title: string, members: string[]): Recorded<'ui.shown'> => ({
  seq,
  at,
  data: { phone, peer: title, encrypted: true, bubbles: [], group: { title, members } },
});

test('what was written in is looked at by who wrote and who was written to, on every device of theirs, once', () => {
  const entries = [sent(1, 'ana', ben.msisdn), sent(2, 'ben', ana.msisdn), sent(3, 'ana', ben.msisdn)];
  assert.deepEqual(Object.fromEntries(writtenIn(entries, [ana, ben, cy, tablet])), {
    ana: [ben].map(({ msisdn }) => ({ msisdn })),
    ben: [ana].map(({ msisdn }) => ({ msisdn })),
    cy: [],
    'ana-tablet': [ben].map(({ msisdn }) => ({ msisdn })),
  });
});

test('a group goes by the title that it has on each phone, or else by its writer’s', () => {
  const all = [ana, ben, cy].map(({ msisdn }) => msisdn);
  const others = (of: { msisdn: string }): string[] => all.filter((each) => each !== of.msisdn);
  const entries = [
    shown(1, 'ben', 'Ana, Cy', others(ben)),
    sent(2, 'ana', 'Trip', others(ana)),
    shown(3, 'ana', 'Journey', others(ana)),
    shown(4, 'cy', 'another group', [ana.msisdn]),
  ];
  assert.deepEqual(Object.fromEntries(writtenIn(entries, [ana, ben, cy])), {
    ana: [{ title: 'Journey' }],
    ben: [{ title: 'Ana, Cy' }],
    cy: [{ title: 'Trip' }],
  });
});

test('who cannot look leaves it, and keeps nobody else from looking', async () => {
  const looked: string[] = [];
  const person = (name: string, fails: boolean) => ({
    name,
    async looksAgainAt(conversation: Conversation) {
      if (fails) throw new Error('the phone is gone');
      looked.push(`${name} ${JSON.stringify(conversation)}`);
    },
  });
  const everything = [{ msisdn: ana.msisdn }, { title: 'Trip' }];
  await lookOnceMore(
    [person('ana', true), person('ben', false), person('cy', false)],
    new Map([
      ['ana', everything],
      ['ben', everything],
    ]),
  );
  assert.deepEqual(looked, [`ben {"msisdn":"${ana.msisdn}"}`, 'ben {"title":"Trip"}']);
});
