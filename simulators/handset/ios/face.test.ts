import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { wallClock } from '../../kernel/wall/clock.ts';
import { startIphoneFace } from './face.ts';
import { fixturePhone } from './fixture-phone.ts';
import { framedPlist, plistChannel } from './plist/framed.ts';
import type { PlistDictionary } from './plist/value.ts';
import { writeArguments } from './tunnel/dtx/auxiliary.ts';
import { type DtxMessage, dtxReader, writeDtx } from './tunnel/dtx/frame.ts';
import { type Archivable, archive, unarchive } from './tunnel/dtx/keyed-archive.ts';
import { startTunnelRegistry } from './tunnel/registry.ts';

const clock = wallClock((label, error) => assert.fail(`${label}: ${error}`));
after(() => clock.stop());

const runner = 'com.facebook.WebDriverAgentRunner.xctrunner';
const up = async (url: string): Promise<boolean> => (await fetch(`${url}/status`).catch(() => undefined))?.ok ?? false;

/** Calls process control as the driver does, on a connection of its own. */
async function control(host: string, port: number, selector: string, values: readonly Archivable[]): Promise<unknown> {
  const socket = connect(port, host);
  const answered = new Promise<DtxMessage>((resolve) => {
    const read = dtxReader((message) => void (message.identifier === 2 && resolve(message)));
    socket.on('data', read);
  });
  const call = (identifier: number, channel: number, name: string, list: readonly Archivable[]): Buffer =>
    writeDtx({
      identifier,
      conversation: 0,
      channel,
      expectsReply: true,
      arguments: writeArguments(list),
      object: archive(name),
    });
  const service = 'com.apple.instruments.server.services.processcontrol';
  socket.write(call(1, 0, '_requestChannelWithCode:identifier:', [1, service]));
  socket.write(call(2, 1, selector, values));
  const { object } = await answered;
  socket.destroy();
  return object.length > 0 ? unarchive(object) : null;
}

const launch = (host: string, port: number): Promise<unknown> =>
  control(host, port, 'launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:', [
    '',
    runner,
    { USE_PORT: '8100' },
    [],
    { KillExisting: true },
  ]);

test('two phones have addresses of their own, and WebDriverAgent is started and ended by its process', async () => {
  const [ben, cid] = await Promise.all([
    startIphoneFace(fixturePhone('ben'), { udid: '00008120-0000000000001001', clock }),
    startIphoneFace(fixturePhone('cid'), { udid: '00008120-0000000000001002', clock }),
  ]);
  assert.notEqual(ben.address, cid.address);
  assert.match(ben.address, /^127\.77\.\d+\.\d+$/);
  const hub = ben.services()?.['com.apple.instruments.dtservicehub'] ?? 0;
  const url = `http://${ben.address}:8100`;
  assert.equal(await up(url), false);
  assert.equal(await control(ben.address, hub, 'processIdentifierForBundleIdentifier:', [runner]), 0);
  const pid = await launch(ben.address, hub);
  assert.equal(await up(url), true);
  assert.equal(await control(ben.address, hub, 'processIdentifierForBundleIdentifier:', [runner]), pid);
  assert.notEqual(await launch(ben.address, hub), pid, 'a process that is started again has another number');
  const again = Number(await control(ben.address, hub, 'processIdentifierForBundleIdentifier:', [runner]));
  await control(ben.address, hub, 'killPid:', [again]);
  assert.equal(await up(url), false);
  await Promise.all([ben.close(), cid.close()]);
  const heir = await startIphoneFace(fixturePhone('heir'), {
    udid: '00008120-0000000000001003',
    clock,
    address: ben.address,
  });
  assert.equal(heir.address, ben.address, 'the address is free again');
  await heir.close();
});

test('an address that is taken is refused', async () => {
  const ben = await startIphoneFace(fixturePhone(), { udid: '00008120-0000000000001004', clock });
  const claim = { udid: '00008120-0000000000001005', clock, address: ben.address };
  await assert.rejects(startIphoneFace(fixturePhone(), claim), /no loopback address.*62078 is in use/);
  await ben.close();
});

test('a crash of the automation server loses its session; starting it again makes a new one possible', async () => {
  const face = await startIphoneFace(fixturePhone(), { udid: '00008120-0000000000001006', clock, via: 'url' });
  assert.ok(face.reach.via === 'url');
  const url = face.reach.webDriverAgentUrl;
  const session = async (): Promise<string> => {
    const answer = await fetch(`${url}/session`, { method: 'POST', body: '{"capabilities":{}}' });
    return ((await answer.json()) as { value: { sessionId: string } }).value.sessionId;
  };
  const first = await session();
  assert.equal((await fetch(`${url}/session/${first}`)).status, 200);
  await face.crashAutomation();
  assert.deepEqual([face.automationRunning(), await up(url)], [false, false]);
  await face.startAutomation();
  assert.deepEqual([face.automationRunning(), await up(url)], [true, true]);
  assert.equal((await fetch(`${url}/session/${first}`)).status, 404);
  await session();
  await face.close();
  assert.equal(await up(url), false);
});

test('a dropped tunnel breaks connections and hides the phone, whose WebDriverAgent goes on', async () => {
  const face = await startIphoneFace(fixturePhone(), { udid: '00008120-0000000000001007', clock });
  const registry = await startTunnelRegistry([face], { clock });
  const known = async (): Promise<number> =>
    (await fetch(`http://127.0.0.1:${registry.port}/remotexpc/tunnels/${face.udid}`)).status;
  await launch(face.address, face.services()?.['com.apple.instruments.dtservicehub'] ?? 0);
  const lockdown = connect(62_078, face.address);
  await once(lockdown, 'connect');
  const broken = once(lockdown, 'close');
  assert.equal(await known(), 200);
  await face.dropTunnel();
  await broken;
  assert.deepEqual(
    [await known(), await up(`http://${face.address}:8100`), face.automationRunning()],
    [404, false, true],
  );
  await face.restoreTunnel();
  assert.deepEqual([await known(), await up(`http://${face.address}:8100`)], [200, true]);
  await Promise.all([registry.close(), face.close()]);
});

test('the tunnel services want a check-in and answer after it', async () => {
  const face = await startIphoneFace(fixturePhone(), { udid: '00008120-0000000000001008', clock });
  const seen: PlistDictionary[] = [];
  const socket = connect(face.services()?.['com.apple.mobile.installation_proxy.shim.remote'] ?? 0, face.address);
  const channel = plistChannel((message) => void seen.push(message) as undefined);
  socket.on('data', channel.receive);
  socket.write(framedPlist({ Request: 'RSDCheckin', Label: 'x', ProtocolVersion: '2' }));
  socket.write(framedPlist({ Command: 'Browse', ClientOptions: { ApplicationType: 'User' } }));
  while (seen.length < 4) await once(socket, 'data');
  assert.deepEqual(
    seen.map((message) => message['Request'] ?? message['Status']),
    ['RSDCheckin', 'StartService', 'BrowsingApplications', 'Complete'],
  );
  assert.match(JSON.stringify(seen[2]), /"CFBundleName":"WebDriverAgentRunner-Runner"/);
  assert.doesNotMatch(JSON.stringify(seen[2]), /com\.apple/);
  socket.destroy();
  await face.close();
});

test('malformed bytes to a service end that connection only, with a line in the log', async () => {
  const lines: string[] = [];
  const face = await startIphoneFace(fixturePhone(), {
    udid: '00008120-0000000000001009',
    clock,
    log: (line) => lines.push(line),
  });
  for (const port of Object.values(face.services() ?? {})) {
    const socket = connect(port, face.address);
    socket.on('error', () => undefined);
    socket.write(Buffer.alloc(4096, 0xee));
    await once(socket, 'close');
  }
  assert.equal(lines.length, 3);
  assert.equal(
    await control(
      face.address,
      face.services()?.['com.apple.instruments.dtservicehub'] ?? 0,
      'processIdentifierForBundleIdentifier:',
      ['x'],
    ),
    0,
  );
  await face.close();
});

test('a udid that could break a path is refused', async () => {
  await assert.rejects(startIphoneFace(fixturePhone(), { udid: '../../etc', clock }), /is no udid/);
});
