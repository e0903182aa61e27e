import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { leases } from './leases.ts';
import type { PairTarget } from './target.ts';

let sessions = [
  { id: 'left', capabilities: { udid: 'android-1' } },
  { id: 'other', capabilities: { udid: 'somebody-else' } },
];
const server = createServer((request, response) => {
  if (request.method === 'DELETE') sessions = sessions.filter(({ id }) => request.url !== `/session/${id}`);
  response.end(JSON.stringify({ value: request.url === '/appium/sessions' ? sessions : { ready: true } }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => server.close());
const up = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

function pair(number: number, appium = up): PairTarget {
  const rest = { osVersion: '18', simulated: true, capabilities: {}, appium } as const;
  return {
    name: `pair-${number}`,
    controlUrl: 'http://127.0.0.1:1',
    appiumLog: null,
    android: { os: 'android', name: 'ana', udid: `android-${number}`, ...rest },
    ios: { os: 'ios', name: 'ben', udid: `ios-${number}`, wdaLocalPort: 3, mjpegServerPort: 4, ...rest },
  };
}

test('a pair is held by one worker at a time, and the next one gets it when it is released', async () => {
  const desk = leases([pair(1)]);
  const first = await desk.take('0-0');
  let second: PairTarget | undefined;
  const later = desk.take('0-1').then((taken) => {
    second = taken;
  });
  await sleep(20);
  assert.equal(second, undefined);
  await desk.release('0-0');
  await later;
  assert.equal(second, first);
});

test('releasing ends the sessions left on its phones and no other', async () => {
  const desk = leases([pair(1)]);
  await desk.take('0-0');
  await desk.release('0-0');
  assert.deepEqual(
    sessions.map(({ id }) => id),
    ['other'],
  );
});

test('a pair whose server does not answer is passed over; without another the lease fails and says why', async () => {
  const dead = pair(2, 'http://name:secret@127.0.0.1:1/');
  assert.equal((await leases([dead, pair(1)]).take('0-0')).name, 'pair-1');
  await assert.rejects(leases([dead]).take('0-0'), {
    name: 'LeaseError',
    message: 'no pair of phones can be used: pair-2: the Appium server of ana (http://127.0.0.1:1/) does not answer',
  });
});

test('a pair whose Android phone adb does not see is passed over', async () => {
  const adb = createTcpServer((socket) => {
    socket.on('data', () => socket.end('OKAY001aandroid-1 offline model:m\n'));
  });
  await new Promise<void>((resolve) => adb.listen(0, '127.0.0.1', resolve));
  const { port } = adb.address() as AddressInfo;
  const one = pair(1);
  await assert.rejects(leases([{ ...one, android: { ...one.android, adbPort: port } }]).take('0-0'), {
    message: 'no pair of phones can be used: pair-1: adb says that ana is offline',
  });
  adb.close();
});

test('a worker that waits is told when the last pair breaks', async () => {
  const dead = leases([pair(2, 'http://127.0.0.1:1/')]);
  const [first, second] = await Promise.allSettled([dead.take('0-0'), dead.take('0-1')]);
  assert.equal(first.status, 'rejected');
  assert.equal(second.status, 'rejected');
});
