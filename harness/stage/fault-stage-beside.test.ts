import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after, test } from 'node:test';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { journal } from '../../simulators/kernel/journal/journal.ts';
import { virtualClock } from '../../simulators/kernel/virtual-clock.ts';
import { createWorldBeside } from '../../simulators/world-beside.ts';
import { type FaultDesk, FaultRefused, faultDesk } from '../faults/fault-desk.ts';
import { faults } from '../faults/registry.ts';
import { faultStageBeside } from './fault-stage-beside.ts';
import { overAdb } from './over-adb.ts';

const serial = '127.0.0.1:5999';
const servers: Server[] = [];
after(() => servers.forEach((server) => void server.close()));

/** An adb server with one phone, as far as faults talk to it: `services` collects what the phone was told. */
async function adbServer(answers: Readonly<Record<string, string>>) {
  const services: string[] = [];
  const server = createServer((socket) => {
    let asked = '';
    let transport = false;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      asked += chunk.toString('utf8');
      const length = Number.parseInt(asked.slice(0, 4), 16);
      if (asked.length < 4 + length) return;
      const request = asked.slice(4, 4 + length);
      asked = asked.slice(4 + length);
      if (request === `host:transport:${serial}`) {
        transport = true;
        socket.write('OKAY');
        return;
      }
      if (request.startsWith('host:connect:')) {
        const text = `connected to ${serial}`;
        socket.end(`OKAY${text.length.toString(16).padStart(4, '0')}${text}`);
        return;
      }
      if (!transport) {
        socket.end('FAIL000edevice offline');
        return;
      }
      services.push(request);
      socket.end(`OKAY${answers[request] ?? ''}`);
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, services };
}

const clear = 'shell:pm clear com.google.android.apps.messaging';
const booted = 'shell:getprop sys.boot_completed';

function besides(allowDestructive: boolean, adbPort?: number): { desk: FaultDesk; entries: JournalEntry[] } {
  const clock = virtualClock(Date.parse('2026-11-22T08:00:00.000Z'));
  const book = journal(clock, memoryBlobs());
  const entries: JournalEntry[] = [];
  book.subscribe((entry) => entries.push(entry));
  const phones = [
    { name: 'ana', os: 'android' as const, msisdn: '+447700900001' },
    { name: 'ben', os: 'ios' as const, msisdn: '+447700900002' },
  ];
  const world = createWorldBeside({ scenario: 'beside', phones, clock, journal: book });
  after(() => world.end());
  const settings = phones.map((phone) => ({
    ...phone,
    simulated: false,
    allowDestructive,
    ...(phone.os === 'android' && adbPort !== undefined && { adb: { port: adbPort, serial } }),
  }));
  return { desk: faultDesk(faultStageBeside(world, settings)), entries };
}

const destructive = faults.filter((fault) => fault.destructive === true);

test('there are faults that lose state or restart a phone', () => {
  assert.deepEqual(destructive.map(({ id }) => id).toSorted(), ['phone.reboot', 'phone.reinstalled']);
});

for (const { id } of destructive)
  for (const phone of ['ana', 'ben'])
    test(`${id} on ${phone}, a real phone, is refused without allowDestructive, which is named`, async () => {
      const adb = await adbServer({ [clear]: 'Success\n' });
      const { desk, entries } = besides(false, adb.port);
      await assert.rejects(desk.inject(id, { phone }), (error) => {
        assert.ok(error instanceof FaultRefused);
        assert.match(
          error.message,
          new RegExp(`${phone} is a real phone .* set allowDestructive: true for it in farm\\.yaml`),
        );
        return true;
      });
      assert.deepEqual([adb.services, entries.at(-1)?.kind], [[], 'fault.refused']);
    });

test('with allowDestructive a real Android phone is told to clear its messages', async () => {
  const adb = await adbServer({ [clear]: 'Success\n' });
  const { desk, entries } = besides(true, adb.port);
  await desk.inject('phone.reinstalled', { phone: 'ana' });
  assert.deepEqual([adb.services, entries.at(-1)?.kind], [[clear], 'fault.injected']);
});

test('a phone that does not clear its messages is no fault that fired', async () => {
  const adb = await adbServer({ [clear]: 'Failed\n' });
  const { desk, entries } = besides(true, adb.port);
  await assert.rejects(desk.inject('phone.reinstalled', { phone: 'ana' }), /ana did not clear its messages: Failed/);
  assert.equal(entries.at(-1)?.kind, 'fault.refused');
});

test('with allowDestructive a real Android phone restarts, and healing waits until it is up', async () => {
  const adb = await adbServer({ [booted]: '1\n' });
  const { desk } = besides(true, adb.port);
  const fault = await desk.inject('phone.reboot', { phone: 'ana' });
  assert.deepEqual(adb.services, ['reboot:']);
  assert.equal(await desk.heal(fault), true);
  assert.deepEqual(adb.services, ['reboot:', booted]);
});

test('a phone that does not come up again is said to', async () => {
  const adb = await adbServer({});
  const phone = overAdb('ana', { port: adb.port, serial }, 50);
  await assert.rejects(phone.awaitStart(), /ana was not up again within 0\.05 s/);
});

test('a phone that the adb server has not is named', async () => {
  const adb = await adbServer({});
  const phone = overAdb('ana', { port: adb.port, serial: 'R5CT' });
  await assert.rejects(phone.wipeMessages(), /R5CT: shell:pm clear .*: device offline/);
});

test('where nothing reaches into a phone, allowDestructive does not help, and the reason is another', async () => {
  const { desk } = besides(true);
  await assert.rejects(desk.inject('phone.reinstalled', { phone: 'ana' }), /no adb of ours reaches it/);
  await assert.rejects(desk.inject('phone.reinstalled', { phone: 'ben' }), /nothing here reaches into a real phone/);
});
