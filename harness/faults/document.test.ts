import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { describeFaults, documentCommand, faultPage } from './document.ts';
import { checkPlan } from './plan/read-plan.ts';
import { faults } from './registry.ts';

const page = readFileSync(faultPage, 'utf8');

test('docs/faults.md is what the registry says', () => {
  assert.equal(page, describeFaults(), `docs/faults.md is out of date: run "${documentCommand}"`);
});

test('it names every fault, and the step it shows for each is one of a plan', () => {
  const steps = [...page.matchAll(/`(\{"at":.*?\})`/g)].map(([, json]) =>
    JSON.parse((json ?? '').replaceAll('\\|', '|')),
  );
  assert.deepEqual(steps.map(({ fault }) => fault).toSorted(), faults.map(({ id }) => id).toSorted());
  const phones = [
    { name: 'ana', os: 'android' },
    { name: 'ben', os: 'ios' },
  ];
  const plan = checkPlan({ seed: 1, world: { phones, carriers: ['north', 'south'] }, steps }, 'docs/faults.md');
  assert.equal(plan.steps.length, faults.length);
});

test('a bar in a text does not end its cell, and what cannot run says why', () => {
  const [first] = faults;
  assert.ok(first);
  const odd = { ...first, title: 'this | that', runs: { ...first.runs, simulated: 'never' } };
  const text = describeFaults([odd]);
  assert.match(text, /this \\\| that/);
  assert.match(text, /not on simulated: never/);
});
