import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { memberScreens } from '../phones/member-screens.ts';
import { messagesApp } from '../phones/messages-app.ts';
import { person } from '../phones/person.ts';

const folder = join(import.meta.dirname, '..', '..', 'scenarios');
const text = readFileSync(join(folder, 'CREATING_SCENARIOS.md'), 'utf8');

test('the scenario in CREATING_SCENARIOS.md is the one that is rehearsed', () => {
  const block = /```ts\n(.*?)```/s.exec(text)?.[1] ?? '';
  assert.equal(block, readFileSync(join(folder, 'paired-device.e2e.ts'), 'utf8'));
});

test('every word that CREATING_SCENARIOS.md teaches is one of a person’s', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| To do'));
  const told = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, word = '']) => word));
  const nobody = { phone: 'ana', msisdn: '+447700900001', contacts: new Map<string, string>() };
  const screens = memberScreens('android', () => Promise.reject(new Error('nobody acts')));
  const words = new Set(
    Object.keys(
      person({
        name: 'ana',
        msisdn: nobody.msisdn,
        messages: messagesApp({ ...nobody, screens, append: async () => {} }),
        settings: { set: async () => {}, putBack: async () => {} },
        random: seededRandom(1),
      }),
    ),
  );
  assert.ok(told.length >= 30, `only ${told.length} words: the check would see nothing`);
  for (const word of told) assert.ok(words.has(word), `nobody knows the word ${word}`);
});

test('CREATING_SCENARIOS.md links to files that are there', () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? '');
  assert.ok(links.length > 3);
  for (const link of links) assert.ok(existsSync(join(folder, link)), link);
});
