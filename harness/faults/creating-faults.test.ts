import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Fault } from './fault.ts';
import { faultDesk } from './fault-desk.ts';
import { checkPlan } from './plan/read-plan.ts';
import { testStage } from './test-stage.ts';

const text = readFileSync(join(import.meta.dirname, 'CREATING_FAULTS.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? '';

test('the fault in CREATING_FAULTS.md works as it stands there', async () => {
  const source = stripTypeScriptTypes(block('ts'))
    .replace("'zod'", `'${import.meta.resolve('zod')}'`)
    .replace("'../fault.ts'", `'${import.meta.resolve('./fault.ts')}'`);
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const { webhookUnavailable } = (await import(url)) as { webhookUnavailable: Fault };
  const stage = testStage();
  const desk = faultDesk(stage, [webhookUnavailable]);
  await desk.inject('webhook.unavailable', {});
  assert.equal((await stage.deliver()).status, 503);
  await desk.healAll();
  assert.equal((await stage.deliver()).status, 204);
});

test('the step in CREATING_FAULTS.md is one of a plan', () => {
  const world = { phones: [{ name: 'ana', os: 'android' }], carriers: ['north'] };
  const plan = checkPlan({ seed: 1, world, steps: [JSON.parse(block('json'))] }, 'CREATING_FAULTS.md');
  assert.equal(plan.steps.length, 1);
});

test('CREATING_FAULTS.md links to files that are there', () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? '');
  assert.ok(links.length > 3);
  for (const link of links) assert.ok(readFileSync(join(import.meta.dirname, link), 'utf8').length > 0, link);
});
