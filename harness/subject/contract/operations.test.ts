import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostOperations } from './host-operations.ts';
import { operations } from './operations.ts';
import { platformOperations } from './platform-operations.ts';

const described = [...operations, ...platformOperations, ...hostOperations];

test('every operation has an id and a route of its own', () => {
  assert.ok(operations.length > 5);
  for (const keys of [described.map(({ id }) => id), described.map(({ method, path }) => `${method} ${path}`)]) {
    assert.deepEqual(
      keys.filter((one, index) => keys.indexOf(one) !== index),
      [],
    );
  }
});

test('an operation names the parameters of its path, succeeds with 2xx and refuses with 4xx or 5xx', () => {
  for (const { id, path, parameters = {}, answers, refusals } of described) {
    assert.deepEqual(
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      Object.keys(parameters),
      id,
    );
    assert.ok(
      Object.keys(answers).every((status) => /^[23]\d\d$/.test(status)),
      id,
    );
    assert.ok(Object.keys(answers).length > 0, id);
    assert.ok(
      refusals.every((status) => status >= 400 && status <= 599),
      id,
    );
  }
});

test('whoever needs credentials is refused without', () => {
  for (const { id, role, refusals } of described) if (role !== 'anyone') assert.ok(refusals.includes(401), id);
});
