import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualClock } from '../../../kernel/virtual-clock.ts';
import { tunnelRegistry } from './registry.ts';

const udid = '00008120-0000000000001000';
let services: Record<string, number> | undefined = { 'com.apple.instruments.dtservicehub': 4001 };
const clock = virtualClock(Date.UTC(2026, 10, 22));
const registry = tunnelRegistry([{ udid, address: '127.77.0.1', services: () => services }], clock);
const ask = (path: string, method = 'GET'): Promise<Response> =>
  registry(new Request(`http://127.0.0.1/remotexpc/tunnels${path}`, { method }));

test('a phone is told by its address and the ports of its services, as text', async () => {
  const response = await ask(`/${udid}?waitMs=3000`);
  const entry = (await response.json()) as Record<string, unknown>;
  assert.equal(entry['address'], '127.77.0.1');
  assert.deepEqual(entry['services'], { 'com.apple.instruments.dtservicehub': { port: '4001' } });
  const all = (await (await ask('')).json()) as { tunnels: object };
  assert.deepEqual(Object.keys(all.tunnels), [udid]);
  assert.equal((await ask(`/${udid}/refresh-services`, 'POST')).status, 200);
});

test('a phone that it will never have is refused at once', async () => {
  assert.equal((await ask('/other?waitMs=3000')).status, 404);
  assert.equal(clock.pending(), 0);
});

test('while a tunnel is down, a client waits for it as long as it said', async () => {
  const before = services;
  services = undefined;
  assert.equal((await ask(`/${udid}`)).status, 404);
  const late = ask(`/${udid}?waitMs=1000`);
  await clock.runFor(1100);
  assert.equal((await late).status, 408);
  const patient = ask(`/${udid}?waitMs=5000`);
  await clock.runFor(1000);
  services = before;
  await clock.runFor(100);
  assert.equal((await patient).status, 200);
});

test('other paths, methods and waits are refused', async () => {
  assert.equal((await ask(`/${udid}?waitMs=soon`)).status, 400);
  assert.equal((await ask(`/${udid}?waitMs=99999999`)).status, 400);
  assert.equal((await ask(`/${udid}`, 'DELETE')).status, 404);
  assert.equal((await ask(`/${udid}/a/b`, 'POST')).status, 404);
});
