import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, monthDay, shortDate, spokenTime, timeOfDay, weekday } from './time-text.ts';

test('times of day in twelve hours, around noon and midnight', () => {
  const at = (hour: number, minute: number): number => Date.UTC(2026, 10, 22, hour, minute, 59, 999);
  assert.deepEqual([at(0, 0), at(9, 5), at(12, 0), at(16, 40)].map(timeOfDay), [
    '12:00 AM',
    '9:05 AM',
    '12:00 PM',
    '4:40 PM',
  ]);
  assert.deepEqual([at(0, 0), at(16, 40)].map(spokenTime), ['12:00 a.m.', '4:40 p.m.']);
});

test('days and dates', () => {
  const sunday = Date.UTC(2026, 10, 22, 23, 59);
  assert.deepEqual([weekday(sunday), monthDay(sunday), shortDate(sunday)], ['Sunday', 'Nov 22', '11/22/26']);
  assert.equal(weekday(sunday + 60_000), 'Monday');
  assert.equal(dayOf(sunday + 60_000), dayOf(sunday) + 1);
  assert.deepEqual([weekday(0), weekday(-1), timeOfDay(-60_000)], ['Thursday', 'Wednesday', '11:59 PM']);
});
