import { crc32, deflateRawSync } from 'node:zlib';

function chunk(type: number, headerBytes: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(headerBytes, 2);
  head.writeUInt32LE(8 + body.length, 4);
  return Buffer.concat([head, body]);
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => {
    bytes.writeUInt32LE(value >>> 0, at * 4);
  });
  return bytes;
};

const none = 0xffffffff;

/** A compiled manifest with a package, a version, and one launchable activity. */
function manifest(id: string, versionCode: number, versionName: string): Buffer {
  const strings = [
    'manifest',
    'package',
    id,
    'versionCode',
    'versionName',
    versionName,
    'activity',
    'name',
    '.Main',
    'category',
    'android.intent.category.LAUNCHER',
  ];
  const encoded = strings.map((text) =>
    Buffer.concat([Buffer.from([text.length, text.length]), Buffer.from(text), Buffer.of(0)]),
  );
  const offsets = encoded.map((_, at) => encoded.slice(0, at).reduce((sum, { length }) => sum + length, 0));
  const index = (text: string): number => strings.indexOf(text);
  const pool = chunk(
    1,
    28,
    Buffer.concat([words(strings.length, 0, 0x100, 28 + strings.length * 4, 0), words(...offsets), ...encoded]),
  );
  const element = (name: string, attributes: readonly (readonly [string, number, number])[]): Buffer => {
    const counts = Buffer.alloc(12);
    counts.writeUInt16LE(20, 0);
    counts.writeUInt16LE(20, 2);
    counts.writeUInt16LE(attributes.length, 4);
    const written = attributes.map(([key, type, data]) =>
      Buffer.concat([words(none, index(key), none, (type << 24) | 8, data)]),
    );
    return chunk(0x102, 16, Buffer.concat([words(1, none, none, index(name)), counts, ...written]));
  };
  const body = [
    pool,
    element('manifest', [
      ['package', 3, index(id)],
      ['versionCode', 0x10, versionCode],
      ['versionName', 3, index(versionName)],
    ]),
    element('activity', [['name', 3, index('.Main')]]),
    element('category', [['name', 3, index('android.intent.category.LAUNCHER')]]),
  ];
  return chunk(3, 8, Buffer.concat(body));
}

/** The smallest APK that `pm install` takes: a ZIP with a compiled manifest. */
export function apkFixture(id: string, versionCode: number, versionName: string): Buffer {
  const name = Buffer.from('AndroidManifest.xml');
  const plain = manifest(id, versionCode, versionName);
  const packed = deflateRawSync(plain);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(crc32(plain), 16);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(plain.length, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}
