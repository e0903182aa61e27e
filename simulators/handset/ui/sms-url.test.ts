import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSmsUrl } from './sms-url.ts';

test('the forms of an sms URL that both systems take', () => {
  const alice = { msisdn: '+447700900001', body: '' };
  assert.deepEqual(parseSmsUrl('sms:+447700900001'), alice);
  assert.deepEqual(parseSmsUrl('SMSTO:%2B44%207700%20900001'), alice);
  assert.deepEqual(parseSmsUrl('sms://+447700900001'), alice);
  assert.deepEqual(parseSmsUrl('sms:+447700900001?body=a%26b%20%F0%9F%91%8B'), { ...alice, body: 'a&b 👋' });
  assert.deepEqual(parseSmsUrl('sms:+447700900001&body=100%'), { ...alice, body: '100%' });
});

test('anything else is no sms URL', () => {
  for (const url of ['', 'sms', 'sms:', 'sms:alice', 'tel:+447700900001', 'sms:%ff', ' sms:+447700900001']) {
    assert.equal(parseSmsUrl(url), undefined, url);
  }
});
