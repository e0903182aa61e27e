import { writeXmlPlist } from '../plist/plist.ts';
import type { PlistDictionary } from '../plist/value.ts';
import type { SelfSigned } from './certificate.ts';
import { type UsbmuxReader, usbmuxReader, writeUsbmux } from './packet.ts';

/** A phone on the cable, as usbmuxd lists it. */
export interface AttachedPhone {
  readonly udid: string;
  /** False while the cable is out. Its number stays its own. */
  attached(): boolean;
  /** False: nothing listens on this port of the phone. */
  accepts(port: number): boolean;
}

/** What usbmuxd answers to a request that has no other answer. */
const result = { ok: 0, badCommand: 1, badDevice: 2, connectionRefused: 3 } as const;
const systemBuid = '30142955-444094379208051516';
const hostId = '6B6F7C21-54F0-4C5B-8D3E-0000000000AA';

/** Port numbers travel in network byte order inside a little-endian message. */
const swapped = (port: number): number => ((port & 0xff) << 8) | ((port >> 8) & 0xff);

function entry({ udid }: AttachedPhone, index: number): PlistDictionary {
  return {
    MessageType: 'Attached',
    DeviceID: index + 1,
    Properties: {
      ConnectionSpeed: 480_000_000,
      ConnectionType: 'USB',
      DeviceID: index + 1,
      LocationID: 0x14_10_00_00 + index,
      ProductID: 4776,
      SerialNumber: udid,
      UDID: udid,
      USBSerialNumber: udid.replaceAll('-', ''),
    },
  };
}

function pairRecord({ key, certificate }: SelfSigned): Buffer {
  const [secret, open] = [Buffer.from(key), Buffer.from(certificate)];
  return writeXmlPlist({
    DeviceCertificate: open,
    HostCertificate: open,
    HostID: hostId,
    HostPrivateKey: secret,
    RootCertificate: open,
    RootPrivateKey: secret,
    SystemBUID: systemBuid,
    WiFiMACAddress: '02:00:00:00:00:01',
  });
}

/**
 * One client's connection to usbmuxd: lists phones, tells the pairing, and at last connects the client to a port of a
 * phone, after which the connection is that port's.
 *
 * @param connect the reader's `rest()` holds what the client sent for the phone already
 */
export function usbmuxConnection<P extends AttachedPhone>(
  phones: readonly P[],
  pairing: SelfSigned,
  send: (bytes: Buffer) => void,
  connect: (phone: P, port: number) => void,
): UsbmuxReader {
  const listed = (): PlistDictionary[] =>
    phones.flatMap((phone, index) => (phone.attached() ? [entry(phone, index)] : []));
  return usbmuxReader(({ tag, body }) => {
    const reply = (answer: PlistDictionary): undefined => void send(writeUsbmux({ tag, body: answer }));
    const number = (code: number): undefined => reply({ MessageType: 'Result', Number: code });
    switch (body['MessageType']) {
      case 'ListDevices':
        return reply({ DeviceList: listed() });
      case 'Listen':
        number(result.ok);
        for (const phone of listed()) send(writeUsbmux({ tag: 0, body: phone }));
        return undefined;
      case 'ReadBUID':
        return reply({ BUID: systemBuid });
      case 'ReadPairRecord':
        if (!phones.some(({ udid }) => udid === body['PairRecordID'])) return number(result.badDevice);
        return reply({ PairRecordData: pairRecord(pairing) });
      case 'Connect': {
        const phone = typeof body['DeviceID'] === 'number' ? phones[body['DeviceID'] - 1] : undefined;
        if (!phone?.attached()) return number(result.badDevice);
        const port = typeof body['PortNumber'] === 'number' ? swapped(body['PortNumber']) : 0;
        if (!phone.accepts(port)) return number(result.connectionRefused);
        number(result.ok);
        connect(phone, port);
        return 'stop';
      }
    }
    return number(result.badCommand);
  });
}
