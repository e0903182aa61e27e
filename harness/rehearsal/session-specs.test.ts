import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PairTarget } from '../farm/target.ts';
import { specsBySession } from './session-specs.ts';

const specs = Array.from({ length: 12 }, (_, index) => `${index}.e2e.ts`);

function pairs(count: number, simulated: boolean): PairTarget[] {
  const phone = { udid: 'x', osVersion: '1', simulated, capabilities: {}, appium: 'http://127.0.0.1:1/' };
  return Array.from({ length: count }, (_, index) => ({
    name: `pair ${index}`,
    controlUrl: 'http://127.0.0.1:2',
    appiumLog: null,
    android: { os: 'android', name: `a${index}`, ...phone },
    ios: { os: 'ios', name: `i${index}`, ...phone },
  }));
}

const sizes = (run: Parameters<typeof specsBySession>[0]): number[] => specsBySession(run).map(({ length }) => length);

test('on simulated phones a few spec files share the sessions, and each is tried once, in order', () => {
  assert.deepEqual(sizes({ specs, pairs: pairs(1, true) }), [5, 5, 2]);
  assert.deepEqual(specsBySession({ specs, pairs: pairs(1, true) }).flat(), specs);
});

test('several pairs share what there is', () => {
  assert.deepEqual(sizes({ specs, pairs: pairs(3, true) }), [2, 2, 2, 2, 2, 2]);
  assert.deepEqual(sizes({ specs: specs.slice(0, 1), pairs: pairs(2, true) }), [1]);
});

test('a real phone gets a new session for every spec file', () => {
  assert.deepEqual(
    sizes({ specs, pairs: pairs(1, false) }),
    specs.map(() => 1),
  );
  assert.ok(sizes({ specs, pairs: [...pairs(1, true), ...pairs(1, false)] }).every((size) => size === 1));
});
