import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cast } from './cast.ts';

const carriers = ['north', 'south'];

test('phones get numbers and carriers in turn; a paired device has those of its subscriber, wherever it stands', () => {
  const phones = cast(
    [
      { name: 'ana', os: 'android' },
      { name: 'ana-tablet', os: 'android', pairedWith: 'ana' },
      { name: 'ben', os: 'ios' },
      { name: 'cy', os: 'ios', carrier: 'north' },
    ],
    carriers,
  );
  assert.deepEqual(
    phones.map(({ name, msisdn, carrier, contactName }) => [name, msisdn, carrier, contactName]),
    [
      ['ana', '+447700900001', 'north', 'Ana'],
      ['ana-tablet', '+447700900001', 'north', 'Ana'],
      ['ben', '+447700900002', 'south', 'Ben'],
      ['cy', '+447700900003', 'north', 'Cy'],
    ],
  );
});

for (const [why, phones, words] of [
  [
    'a name twice',
    [
      { name: 'ana', os: 'ios' },
      { name: 'ana', os: 'ios' },
    ],
    /"ana" is the name of two/,
  ],
  ['a carrier that is not there', [{ name: 'ana', os: 'ios', carrier: 'east' }], /no carrier "east"/],
  ['a device paired with nobody', [{ name: 'pad', os: 'ios', pairedWith: 'ana' }], /"ana", which is no subscriber/],
  [
    'a device paired with a paired one',
    [
      { name: 'ana', os: 'ios' },
      { name: 'pad', os: 'ios', pairedWith: 'ana' },
      { name: 'pod', os: 'ios', pairedWith: 'pad' },
    ],
    /"pad", which is no subscriber/,
  ],
  [
    'a paired device of its subscriber’s name',
    [
      { name: 'ana', os: 'ios' },
      { name: 'ana', os: 'ios', pairedWith: 'ana' },
    ],
    /"ana" is the name of two/,
  ],
] as const)
  test(`there is no cast with ${why}`, () => assert.throws(() => cast(phones, carriers), words));
