import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carrierEvent, enterpriseWorld } from '../../../simulators/enterprise/fixture.ts';
import { webhookProfiles } from '../../../simulators/enterprise/webhook-profile.ts';
import { alertPage, bulkReplay, delivery, deliveryPage, replayed } from './delivery.ts';
import { articleWebhook, rbmPush, rowSchemas } from './webhook-profiles.ts';

test('what the platform answers to its operator is what the contract says', async () => {
  const world = enterpriseWorld('contract');
  const ask = (method: string, path: string, body?: unknown) =>
    world.ask(method, `http://platform.test${path}`, world.enterprise.tenant.operatorToken, body);
  world.network.intercept('enterprise.test', () => async () => new Response(null, { status: 500 }));
  world.enterprise.platform.observe(carrierEvent());
  await world.clock.runFor(60_000);
  const { deliveries } = deliveryPage.parse((await ask('GET', '/deliveries')).json);
  assert.equal(deliveries.length, 1);
  delivery.parse((await ask('GET', `/deliveries/${deliveries[0]?.webhook_id}`)).json);
  assert.ok(alertPage.parse((await ask('GET', '/alerts')).json).alerts.length > 0);
  const request = bulkReplay.parse({ state: 'dead' });
  assert.deepEqual(replayed.parse((await ask('POST', '/deliveries/replay', request)).json), { replayed: 1 });
  assert.ok(!bulkReplay.safeParse({}).success);
});

for (const profile of webhookProfiles) {
  test(`what profile ${profile} sends, and what the reference keeps of it, is what the contract says`, async () => {
    const world = enterpriseWorld(`contract ${profile}`, { profile });
    const sent: unknown[] = [];
    world.network.intercept('enterprise.test', (next) => async (request) => {
      if (request.method === 'POST') sent.push(await request.clone().json());
      return next(request);
    });
    for (const status of ['sent', 'delivered', 'displayed', 'failed'] as const)
      world.enterprise.platform.observe(carrierEvent({ status }));
    await world.clock.runFor(5000);
    for (const body of sent as Record<string, unknown>[]) {
      if (profile === 'article') articleWebhook.parse(body);
      else if (profile !== 'rbm') rowSchemas[profile].parse(body);
      else if ('message' in body) {
        const { data } = body['message'] as { data: string };
        rbmPush.parse(JSON.parse(Buffer.from(data, 'base64').toString()));
      }
    }
    const auditor = world.enterprise.tenant.auditorToken;
    const { events } = (await world.ask('GET', 'http://enterprise.test/events', auditor)).json;
    assert.equal(events.length, 4);
    for (const { event } of events) rowSchemas[profile].parse(event);
  });
}
