import { ProtocolError } from './protocol-error.ts';

/** Inside MLS: the keys of a group's subject and icon (RCC.16 section 7.8.1). */
export const fileInfoContentType = 'message/mls-rcs-file-info';

/** What a FileInfo says of one of its parts. */
export interface FileEncryptionInfo {
  /** 32 bytes. */
  readonly keyMaterial: Uint8Array;
  /** 12 bytes. */
  readonly iv: Uint8Array;
  /** 32 bytes. */
  readonly hmacTag: Uint8Array;
  readonly contentType: string;
}

/** A subject's and an icon's keys; files and thumbnails are not sent this way. */
export interface FileInfo {
  readonly subject?: FileEncryptionInfo;
  readonly icon?: FileEncryptionInfo;
}

/** Bytes of a FileInfo: more is refused. */
export const fileInfoLimitBytes = 4096;

/** Field numbers of FileInfo; those inside FileMetadata and FileEncryptionInfo are inferred from their order [I]. */
const parts = { subject: 3, icon: 4 } as const;
const metadata = { contentType: 2, encryption: 3 } as const;
const encryption = { keyMaterial: 1, iv: 2, hmacTag: 3 } as const;

function fail(reason: string): never {
  throw new ProtocolError('file-info', reason);
}

const lengthDelimited = 2;

/** A length-delimited protobuf field; lengths of up to 16,383 bytes. */
function field(number: number, value: Uint8Array): Uint8Array {
  const { length } = value;
  const size = length < 0x80 ? [length] : [0x80 | (length & 0x7f), length >> 7];
  return Buffer.concat([Uint8Array.of((number << 3) | lengthDelimited, ...size), value]);
}

export function serialiseFileInfo(info: FileInfo): Uint8Array {
  const write = (number: number, part: FileEncryptionInfo | undefined): Uint8Array[] => {
    if (!part) return [];
    const keys = Buffer.concat([
      field(encryption.keyMaterial, part.keyMaterial),
      field(encryption.iv, part.iv),
      field(encryption.hmacTag, part.hmacTag),
    ]);
    const about = Buffer.concat([
      field(metadata.contentType, Buffer.from(part.contentType)),
      field(metadata.encryption, keys),
    ]);
    return [field(number, about)];
  };
  return Buffer.concat([...write(parts.subject, info.subject), ...write(parts.icon, info.icon)]);
}

/** The length-delimited fields of a protobuf message by number; others are passed over. @throws ProtocolError */
function fieldsOf(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++] ?? fail('cut off');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return fail('a number is too long');
  };
  while (at < bytes.length) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) varint();
    else if (type === 5) at += 4;
    else if (type === 1) at += 8;
    else if (type === lengthDelimited) {
      const length = varint();
      if (at + length > bytes.length) fail('a field is cut off');
      fields.set(Math.floor(tag / 8), bytes.subarray(at, at + length));
      at += length;
    } else fail(`wire type ${type}`);
  }
  if (at > bytes.length) fail('cut off');
  return fields;
}

/** @throws ProtocolError */
export function parseFileInfo(bytes: Uint8Array): FileInfo {
  if (bytes.length > fileInfoLimitBytes) fail(`${bytes.length} bytes, more than ${fileInfoLimitBytes}`);
  const fields = fieldsOf(bytes);
  const read = (number: number): FileEncryptionInfo | undefined => {
    const part = fields.get(number);
    if (!part) return undefined;
    const about = fieldsOf(part);
    const keys = fieldsOf(about.get(metadata.encryption) ?? fail('a part without keys'));
    const bytesOf = (name: keyof typeof encryption, length: number): Uint8Array => {
      const value = keys.get(encryption[name]);
      return value?.length === length ? Uint8Array.from(value) : fail(`${name} is not ${length} bytes`);
    };
    return {
      keyMaterial: bytesOf('keyMaterial', 32),
      iv: bytesOf('iv', 12),
      hmacTag: bytesOf('hmacTag', 32),
      contentType: Buffer.from(about.get(metadata.contentType) ?? []).toString('latin1'),
    };
  };
  const [subject, icon] = [read(parts.subject), read(parts.icon)];
  return { ...(subject && { subject }), ...(icon && { icon }) };
}
