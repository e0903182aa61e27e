import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canaryOf } from '../../../simulators/kernel/canary.ts';
import { testStage } from '../test-stage.ts';
import { carryOut } from './carry-out.ts';
import { checkPlan } from './read-plan.ts';
import type { RunStage } from './run-stage.ts';
import type { Plan } from './schema.ts';

/** A stage whose users only say what they do, and when. */
function telling(): { stage: RunStage; told: string[] } {
  const base = testStage();
  const told: string[] = [];
  const startedAtMs = base.clock.now();
  const tell = async (what: string): Promise<void> => {
    told.push(`${(base.clock.now() - startedAtMs) / 1000} ${what}`);
  };
  const stage: RunStage = {
    ...base,
    startedAtMs,
    user: (phone) => ({
      send: (peer, body, canary) => tell(`${phone} sends to ${peer}: ${body.replace(canary, '<canary>')}`),
      read: (peer) => tell(`${phone} reads ${peer}`),
      async switch(setting, on) {
        base.phones.get(phone)?.setAirplaneMode(on);
        await tell(`${phone} switches ${setting} ${on ? 'on' : 'off'}`);
      },
    }),
    msisdn: (phone) => `+${phone}`,
    waitUntil: (atMs) => base.clock.runFor(Math.max(0, atMs - base.clock.now())),
    async settle() {
      await tell('settle');
      return true;
    },
    askSubject: () => tell('ask'),
    append(kind, data) {
      if (kind.startsWith('fault.') || kind === 'world.settled') void tell(kind);
      return base.append(kind, data);
    },
  };
  return { stage, told };
}

const plan = (steps: readonly unknown[]): Plan =>
  checkPlan(
    {
      seed: 7,
      world: {
        phones: [
          { name: 'ana', os: 'android' },
          { name: 'ben', os: 'ios' },
        ],
        carriers: ['north'],
      },
      steps,
    },
    'plan',
  );

test('steps happen at their times in their order, then everything heals, settles, is looked at and asked for', async () => {
  const { stage, told } = telling();
  const result = await carryOut(
    plan([
      { at: 'PT9S', do: 'read', phone: 'ben', peer: 'ana' },
      { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'hello' },
      { at: 'PT5S', fault: 'webhook.unavailable', for: 'PT2S' },
      { at: 'PT6S', fault: 'phone.airplaneMode', phone: 'ben' },
      { at: 'PT9.5S', do: 'switch', phone: 'ben', setting: 'rcs', on: false },
      { at: 'PT10S', do: 'switch', phone: 'ana', setting: 'airplane', on: true },
    ]),
    stage,
  );
  assert.deepEqual(result, { refused: [], quiet: true });
  assert.deepEqual(told, [
    '5 ana sends to +ben: hello <canary>',
    '5 fault.injected',
    '6 fault.injected',
    '7 fault.healed',
    '9 ben reads +ana',
    '9.5 ben switches rcs off',
    '10 ana switches airplane on',
    '10 fault.healed',
    '10 ben switches rcs on',
    '10 ana switches airplane off',
    '10 settle',
    '10 ben reads +ana',
    '10 ana reads +ben',
    '75 settle',
    '75 world.settled',
    '75 ben reads +ana',
    '75 ana reads +ben',
    '75 ask',
  ]);
});

test('a fault that is refused is named, and the run goes on', async () => {
  const { stage, told } = telling();
  const twice = { fault: 'phone.airplaneMode', phone: 'ben' };
  const { refused } = await carryOut(
    plan([
      { at: 'PT1S', ...twice },
      { at: 'PT2S', ...twice },
    ]),
    stage,
  );
  assert.equal(refused.length, 1);
  assert.match(refused[0] ?? '', /^steps\[1\]: phone\.airplaneMode: it is active already/);
  assert.ok(told.includes('2 fault.refused'));
});

test('a body gets a canary from the seed; its own canary stays', async () => {
  const bodies = async (seed: number, body: string): Promise<string[]> => {
    const { stage } = telling();
    const typed: string[] = [];
    const send = async (_peer: string, text: string): Promise<void> => void typed.push(text);
    const base = stage.user('ana');
    const step = { do: 'send', from: 'ana', to: 'ben', body };
    const steps = body.includes('GR')
      ? [{ at: 'PT1S', ...step }]
      : [
          { at: 'PT1S', ...step },
          { at: 'PT2S', ...step },
        ];
    await carryOut({ ...plan(steps), seed }, { ...stage, user: () => ({ ...base, send }) });
    return typed;
  };
  const [first = '', second = ''] = await bodies(7, 'hello');
  assert.ok(canaryOf(first) !== undefined && canaryOf(first) !== canaryOf(second));
  assert.deepEqual(await bodies(7, 'hello'), [first, second]);
  assert.notDeepEqual(await bodies(8, 'hello'), [first, second]);
  assert.deepEqual(await bodies(8, first), [first]);
});
