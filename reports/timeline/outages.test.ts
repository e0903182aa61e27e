import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lanesOf } from './lanes.ts';
import { faultTitle, lanesBroken } from './outages.ts';

const phones = (['ana', 'ben'] as const).map((name, index) => ({
  name,
  os: index === 0 ? ('android' as const) : ('ios' as const),
  msisdn: `+44770090000${index + 1}`,
  carrier: index === 0 ? 'north' : 'south',
  incarnation: 1,
}));
const lanes = lanesOf({
  seed: 7,
  clock: 'virtual',
  environment: 'virtual',
  scenario: 'x',
  phones,
  carriers: ['north', 'south'],
  webhook_retry_ms: [],
});

test('a fault stands over the lanes that its layer and its parameters name', () => {
  assert.deepEqual(lanesBroken('phone.airplaneMode', { phone: 'ben' }, lanes), ['phone:ben']);
  assert.deepEqual(lanesBroken('carrier.latency', { carrier: 'south', ms: 5 }, lanes), ['carrier:south']);
  assert.deepEqual(lanesBroken('carrier.partition', {}, lanes), ['carrier:north', 'carrier:south']);
  assert.deepEqual(lanesBroken('mls.rotateKeys', { phone: 'ana' }, lanes), ['phone:ana']);
  assert.deepEqual(lanesBroken('webhook.unavailable', { status: 503 }, lanes), ['webhooks']);
  assert.deepEqual(lanesBroken('gateway.uploadCut', {}, lanes), ['archive']);
  assert.equal(lanesBroken('something.else', {}, lanes).length, lanes.length, 'what is not known is over all');
});

test('its name says what was set of it, the HTTP status first, and not what the lane says', () => {
  assert.equal(faultTitle('phone.airplaneMode', { phone: 'ben' }), 'phone.airplaneMode');
  assert.equal(
    faultTitle('webhook.unavailable', { retryAfter: 20, status: 503 }),
    'webhook.unavailable 503 retryAfter 20',
  );
});
