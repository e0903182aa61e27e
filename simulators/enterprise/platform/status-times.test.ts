import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import { carrierEvent, startMs } from '../fixture.ts';
import { advance, type StatusTimes } from './status-times.ts';

const seed = testSeed();
const fresh = (): StatusTimes => ({ seen: new Set() });

test('a message goes from sent over delivered to read, each told once', () => {
  const times = fresh();
  const told = (['sent', 'delivered', 'displayed', 'delivered', 'sent'] as const).map((status, index) =>
    advance(times, carrierEvent({ status, at_ms: startMs + index * 1000 })),
  );
  assert.deepEqual(told, [
    { status: 'sent', sent_timestamp: '2026-11-22T12:00:00.000Z' },
    {
      status: 'delivered',
      sent_timestamp: '2026-11-22T12:00:00.000Z',
      delivered_timestamp: '2026-11-22T12:00:01.000Z',
    },
    {
      status: 'read',
      sent_timestamp: '2026-11-22T12:00:00.000Z',
      delivered_timestamp: '2026-11-22T12:00:01.000Z',
      read_timestamp: '2026-11-22T12:00:02.000Z',
    },
    undefined,
    undefined,
  ]);
});

test('a delivery receipt that comes after the display is stamped no later than it', () => {
  const times = fresh();
  advance(times, carrierEvent());
  const read = advance(times, carrierEvent({ status: 'displayed', at_ms: startMs + 5 }));
  assert.equal(read?.delivered_timestamp, undefined);
  const late = advance(times, carrierEvent({ status: 'delivered', at_ms: startMs + 9 }));
  assert.equal(late?.delivered_timestamp, '2026-11-22T12:00:00.005Z');
});

test(`whatever the order, times never regress and never change (seed ${seed})`, () => {
  const status = fc.constantFrom('sent', 'delivered', 'displayed', 'failed');
  const reports = fc.array(fc.record({ status, at_ms: fc.integer({ min: startMs, max: startMs + 100 }) }));
  fc.assert(
    fc.property(reports, (all) => {
      const times = fresh();
      const told = all.flatMap((report) => advance(times, carrierEvent(report)) ?? []);
      assert.equal(new Set(told.map((one) => one.status)).size, told.length);
      assert.ok(told.length === new Set(all.map((one) => one.status)).size);
      for (const { sent_timestamp, delivered_timestamp, read_timestamp } of told) {
        assert.equal(sent_timestamp, told[0]?.sent_timestamp);
        assert.ok(sent_timestamp <= (delivered_timestamp ?? sent_timestamp));
        assert.ok((delivered_timestamp ?? sent_timestamp) <= (read_timestamp ?? '9'));
      }
      const [delivered, read] = ['delivered', 'read'].map((name) => told.find((one) => one.status === name));
      assert.ok(!delivered?.delivered_timestamp || delivered.delivered_timestamp <= (read?.read_timestamp ?? '9'));
    }),
    { seed },
  );
});
