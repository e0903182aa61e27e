import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineFault } from './fault.ts';
import { FaultRefused, faultDesk } from './fault-desk.ts';
import { testStage } from './test-stage.ts';

const log: string[] = [];
const broken = (id: string, change: Partial<Parameters<typeof defineFault>[0]> = {}) =>
  defineFault({
    id,
    layer: 'phone',
    title: id,
    parameters: z.strictObject({ phone: z.string() }),
    runs: { simulated: true, 'real-android': true, 'real-iphone': 'there is no way', 'any-subject': true },
    delays: () => [],
    async inject() {
      log.push(`break ${id}`);
      return () => void log.push(`mend ${id}`);
    },
    ...change,
  });

test('faults heal by themselves after their time, or all together, latest first; both are journaled', async () => {
  const stage = testStage();
  const desk = faultDesk(stage, [broken('a'), broken('b')]);
  log.length = 0;
  assert.equal(await desk.inject('a', { phone: 'ana' }, 5000), 'f1');
  await desk.inject('b', { phone: 'ana' });
  await desk.inject('b', { phone: 'ben' });
  assert.deepEqual(desk.active(), ['f1', 'f2', 'f3']);
  await stage.clock.runFor(5000);
  assert.deepEqual(desk.active(), ['f2', 'f3']);
  await desk.healAll();
  assert.equal(await desk.heal('f2'), false);
  assert.deepEqual(log, ['break a', 'break b', 'break b', 'mend a', 'mend b', 'mend b']);
  assert.deepEqual(
    stage.entries.map(({ kind, data }) => `${kind} ${'fault_id' in data ? data.fault_id : ''}`),
    [
      'fault.injected f1',
      'fault.injected f2',
      'fault.injected f3',
      'fault.healed f1',
      'fault.healed f3',
      'fault.healed f2',
    ],
  );
});

test('refused, with the reason in the journal: unknown, not possible here, active already, failed', async () => {
  const stage = testStage({ ben: 'real-iphone' });
  const fails = broken('fails', {
    async inject() {
      throw new Error('the tunnel is down');
    },
  });
  const desk = faultDesk(stage, [broken('once', { exclusive: () => 'one' }), broken('plain'), fails]);
  const refused = async (id: string, phone: string, reason: RegExp): Promise<void> => {
    await assert.rejects(
      desk.inject(id, { phone }),
      (error) => error instanceof FaultRefused && reason.test(error.message),
    );
    const last = stage.entries.at(-1);
    assert.ok(last?.kind === 'fault.refused' && reason.test(last.data.reason));
  };
  await refused('plian', 'ana', /no such fault: did you mean "plain"/);
  await refused('plain', 'ben', /there is no way/);
  await refused('fails', 'ana', /the tunnel is down/);
  await desk.inject('once', { phone: 'ana' });
  await refused('once', 'ana', /active already \(f1\)|active already \(f2\)/);
  await assert.rejects(desk.inject('plain', { phone: 7 }), z.ZodError);
  assert.equal(desk.active().length, 1);
});
