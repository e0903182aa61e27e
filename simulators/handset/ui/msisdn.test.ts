import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMsisdn, peerTitle, toE164 } from './msisdn.ts';

test('international numbers are understood however they are spaced, others are not', () => {
  for (const typed of [
    '+447700900001',
    '+44 7700 900001',
    ' +44 (7700) 900-001',
    '00447700900001',
    '+44.7700.900001',
  ]) {
    assert.equal(toE164(typed), '+447700900001', typed);
  }
  for (const typed of [
    '',
    '+',
    '07700900001',
    '+44',
    '+0447700900001',
    '+44770090000x',
    '+1234567890123456',
    'Alice',
  ]) {
    assert.equal(toE164(typed), undefined, typed);
  }
});

test('a number is shown with spaces and is still the same number', () => {
  const shown = {
    '+447700900001': '+44 7700 900001',
    '+15550001234': '+1 555-000-1234',
    '+4915112345678': '+49 151 123 456 78',
  };
  for (const [msisdn, formatted] of Object.entries(shown)) {
    assert.equal(formatMsisdn(msisdn), formatted);
    assert.equal(toE164(formatted), msisdn);
  }
});

test('a contact is shown by name, anybody else by number', () => {
  assert.equal(peerTitle({ msisdn: '+447700900001', name: 'Alice' }), 'Alice');
  assert.equal(peerTitle({ msisdn: '+447700900001', name: ' ' }), '+44 7700 900001');
});
