import createBinaryPlist from 'bplist-creator';
import type { Random } from '../../../kernel/random.ts';
import { fixturePhone } from '../fixture-phone.ts';
import { answerInstallationProxy } from '../installation-proxy.ts';
import { framedPlist, plistChannel } from '../plist/framed.ts';
import { readPlist, writeXmlPlist } from '../plist/plist.ts';
import { type PlistDictionary, PlistError } from '../plist/value.ts';
import { type Archivable, archive, unarchive } from '../tunnel/dtx/keyed-archive.ts';
import { checkedInService } from '../tunnel/plist-service.ts';
import { selfSigned } from '../usbmux/certificate.ts';
import { lockdownd } from '../usbmux/lockdownd.ts';
import { writeUsbmux } from '../usbmux/packet.ts';
import { usbmuxConnection } from '../usbmux/usbmuxd.ts';
import { type Fuzzer, fuzzer, mutated, pick, pieces, refusing } from './mutate.ts';

const udid = '00008120-000000000000FFFF';
const phone = fixturePhone('fuzzed');
const pairing = selfSigned('fuzz');

/** A value of some size and depth. */
export function value(random: Random, depth = 0): Archivable {
  switch (random.below(depth > 4 ? 4 : 6)) {
    case 0:
      return random.chance(0.5);
    case 1:
      return random.below(2 ** 31) - random.below(2 ** 31);
    case 2:
      return random.fraction() * 1000;
    case 3:
      return pick(random, ['', 'text', 'ąčę 😀', 'x'.repeat(300)]);
    case 4:
      return Array.from({ length: random.below(18) }, () => value(random, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(6) }, (_, n) => [`key${n}`, value(random, depth + 1)]),
      );
  }
}

const lockdownRequests: readonly [PlistDictionary, ...PlistDictionary[]] = [
  { Request: 'GetValue', Key: 'ProductVersion' },
  { Request: 'GetValue' },
  { Request: 'QueryType' },
  { Request: 'StartSession', HostID: 'H', SystemBUID: 'B' },
  { Request: 'StartService', Service: 'com.apple.mobile.installation_proxy' },
  { Request: 'RSDCheckin', Label: 'appium-internal', ProtocolVersion: '2' },
  { Command: 'Browse', ClientOptions: { ApplicationType: 'User', ReturnAttributes: ['CFBundleIdentifier'] } },
  { Command: 'Lookup', ClientOptions: { BundleIDs: ['com.apple.MobileSMS'] } },
];

const usbmuxRequests: readonly [PlistDictionary, ...PlistDictionary[]] = [
  { MessageType: 'ListDevices', ProgName: 'fuzz' },
  { MessageType: 'Listen' },
  { MessageType: 'ReadBUID' },
  { MessageType: 'ReadPairRecord', PairRecordID: udid },
  { MessageType: 'Connect', DeviceID: 1, PortNumber: 32498 },
  { MessageType: 'Connect', DeviceID: 1, PortNumber: 0 },
];

const encoded = (random: Random, message: PlistDictionary): Buffer =>
  random.chance(0.5) ? writeXmlPlist(message) : createBinaryPlist(message);

function framed(random: Random, message: PlistDictionary): Buffer {
  if (random.chance(0.5)) return framedPlist(message);
  const body = encoded(random, message);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length, 0);
  return Buffer.concat([head, body]);
}

/** Several messages on one connection, each spoilt or not. */
function conversation(random: Random, frame: () => Buffer, receive: (bytes: Uint8Array) => void): void {
  const frames = Array.from({ length: 1 + random.below(4) }, () =>
    random.chance(0.3) ? frame() : mutated(random, frame()),
  );
  refusing(() => {
    for (const piece of pieces(random, Buffer.concat(frames))) receive(piece);
  }, PlistError);
}

export const plistFuzzers: readonly Fuzzer[] = [
  fuzzer('binary plist', (random) => {
    const bytes = mutated(random, createBinaryPlist({ root: value(random) }));
    refusing(() => void readPlist(bytes), PlistError);
  }),
  fuzzer('xml plist', (random) => {
    const bytes = mutated(random, writeXmlPlist({ root: value(random) as PlistDictionary }));
    refusing(() => void readPlist(bytes), PlistError);
  }),
  fuzzer('keyed archive', (random) => {
    const bytes = mutated(random, archive(value(random)));
    refusing(() => void unarchive(bytes), PlistError);
  }),
  fuzzer('tunnel services', (random) => {
    const channel = checkedInService(
      (message) => answerInstallationProxy(phone, message),
      () => undefined,
    );
    conversation(random, () => framed(random, pick(random, lockdownRequests)), channel.receive);
  }),
  fuzzer('lockdownd', (random) => {
    const daemon = lockdownd(phone, { udid }, () => 49_152);
    const channel = plistChannel((message) => {
      framedPlist(daemon.answer(message).reply);
      return undefined;
    });
    conversation(random, () => framed(random, pick(random, lockdownRequests)), channel.receive);
  }),
  fuzzer('usbmuxd', (random) => {
    const attached = { udid, attached: () => true, accepts: (port: number) => port === 62_078 };
    const connection = usbmuxConnection(
      [attached],
      pairing,
      () => undefined,
      () => undefined,
    );
    const frame = (): Buffer => {
      const message = pick(random, usbmuxRequests);
      const packet = writeUsbmux({ tag: random.uint32(), body: message });
      if (random.chance(0.5)) return packet;
      const body = createBinaryPlist(message);
      packet.writeUInt32LE(16 + body.length, 0);
      return Buffer.concat([packet.subarray(0, 16), body]);
    };
    conversation(random, frame, connection.receive);
  }),
];
