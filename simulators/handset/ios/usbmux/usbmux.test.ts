import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { fixturePhone } from '../fixture-phone.ts';
import { framedPlist, plistChannel } from '../plist/framed.ts';
import { readPlist } from '../plist/plist.ts';
import type { PlistDictionary } from '../plist/value.ts';
import { selfSigned } from './certificate.ts';
import { startUsbmuxd, type Usbmuxd } from './host.ts';
import { usbmuxReader, writeUsbmux } from './packet.ts';

const udid = '00008120-0000000000002000';
const folder = mkdtempSync(join(tmpdir(), 'mux-'));
const lines: string[] = [];
let attached = true;
let detach: () => void = () => undefined;
let usbmuxd: Usbmuxd;

before(async () => {
  const phone = {
    udid,
    phone: fixturePhone('cid'),
    attached: () => attached,
    onDetach(listener: () => void) {
      detach = listener;
      return () => undefined;
    },
  };
  usbmuxd = await startUsbmuxd([phone], { socketPath: join(folder, 's'), log: (line) => lines.push(line) });
});
after(async () => {
  await usbmuxd.close();
  assert.deepEqual(readdirSync(folder), [], 'the socket file is left behind');
  rmSync(folder, { recursive: true });
});

/** Asks usbmuxd one thing; the socket is the phone's after a `Connect` that succeeds. */
function ask(body: PlistDictionary): Promise<{ socket: Socket; answer: PlistDictionary }> {
  const socket = connect(usbmuxd.socketPath);
  return new Promise((resolve, reject) => {
    const reader = usbmuxReader(({ tag, body: answer }) => {
      assert.equal(tag, 77);
      socket.removeAllListeners('data');
      socket.pause();
      resolve({ socket, answer });
      return 'stop';
    });
    socket.on('error', reject);
    socket.on('data', reader.receive);
    socket.write(writeUsbmux({ tag: 77, body }));
  });
}

async function answerTo(body: PlistDictionary): Promise<PlistDictionary> {
  const { socket, answer } = await ask(body);
  socket.destroy();
  return answer;
}

/** Asks a service on a connection one thing after another. */
function talk(socket: Socket | TLSSocket): (message: PlistDictionary) => Promise<PlistDictionary> {
  const waiting: ((answer: PlistDictionary) => void)[] = [];
  const channel = plistChannel((message) => void waiting.shift()?.(message) as undefined);
  socket.on('data', channel.receive);
  socket.resume();
  return (message) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      socket.write(framedPlist(message));
    });
}

const byteSwapped = (port: number): number => ((port & 0xff) << 8) | (port >> 8);
const dial = (port: number): Promise<{ socket: Socket; answer: PlistDictionary }> =>
  ask({ MessageType: 'Connect', DeviceID: 1, PortNumber: byteSwapped(port) });

test('a certificate verifies itself and fits its key, however long its signature is', () => {
  for (let n = 0; n < 40; n++) {
    const { certificate } = selfSigned('Greenroom');
    const parsed = new X509Certificate(certificate);
    assert.ok(parsed.verify(parsed.publicKey));
    assert.equal(parsed.subject, 'CN=Greenroom');
  }
});

test('the phone is listed, and its pair record holds certificate and key', async () => {
  const { DeviceList } = await answerTo({ MessageType: 'ListDevices' });
  assert.match(JSON.stringify(DeviceList), new RegExp(`"SerialNumber":"${udid}"`));
  const { PairRecordData } = await answerTo({ MessageType: 'ReadPairRecord', PairRecordID: udid });
  assert.ok(PairRecordData instanceof Uint8Array);
  const record = readPlist(PairRecordData) as PlistDictionary;
  assert.match(Buffer.from(record['HostPrivateKey'] as Uint8Array).toString(), /PRIVATE KEY/);
});

test('unknown phones, closed ports and unknown requests have their numbers', async () => {
  const { Number: badDevice } = await answerTo({ MessageType: 'Connect', DeviceID: 9, PortNumber: 32498 });
  const { Number: refused } = await answerTo({ MessageType: 'Connect', DeviceID: 1, PortNumber: byteSwapped(22) });
  const { Number: badCommand } = await answerTo({ MessageType: 'Dance' });
  const { Number: unpaired } = await answerTo({ MessageType: 'ReadPairRecord', PairRecordID: 'x' });
  assert.deepEqual([badDevice, refused, badCommand, unpaired], [2, 3, 1, 2]);
});

test('lockdownd turns to TLS when a session starts, and starts the installation proxy', async () => {
  const { socket, answer } = await dial(62_078);
  assert.deepEqual([answer['MessageType'], answer['Number']], ['Result', 0]);
  const plain = talk(socket);
  assert.equal((await plain({ Request: 'QueryType' }))['Type'], 'com.apple.mobile.lockdown');
  const session = await plain({ Request: 'StartSession', HostID: 'h', SystemBUID: 'b' });
  assert.equal(session['EnableSessionSSL'], true);
  socket.removeAllListeners('data');
  const secure = connectTls({ socket, rejectUnauthorized: false });
  const ask = talk(secure);
  assert.equal((await ask({ Request: 'GetValue', Key: 'ProductVersion' }))['Value'], '18.5');
  assert.equal((await ask({ Request: 'GetValue', Key: 'Nope' }))['Error'], 'MissingValue');
  assert.equal((await ask({ Request: 'StartService', Service: 'com.apple.afc' }))['Error'], 'InvalidService');
  const service = await ask({ Request: 'StartService', Service: 'com.apple.mobile.installation_proxy' });
  const proxy = await dial(Number(service['Port']));
  const found = await talk(proxy.socket)({ Command: 'Lookup', ClientOptions: { BundleIDs: ['com.apple.MobileSMS'] } });
  assert.deepEqual(Object.keys(found['LookupResult'] as PlistDictionary), ['com.apple.MobileSMS']);
  proxy.socket.destroy();
  secure.destroy();
});

test('when the cable comes out, connections break and the phone is not listed', async () => {
  const { socket } = await dial(62_078);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  attached = false;
  detach();
  await closed;
  assert.deepEqual((await answerTo({ MessageType: 'ListDevices' }))['DeviceList'], []);
  attached = true;
});

test('malformed bytes end a connection and leave one line', async () => {
  const socket = connect(usbmuxd.socketPath);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  socket.write(Buffer.alloc(64, 0xff));
  await closed;
  assert.match(lines.join('\n'), /^usbmuxd: connection ended/);
});
