import { createHash } from 'node:crypto';
import { groupIdBytes } from '../mls/wire/group-id.ts';
import { keyPackageRef } from '../mls/wire/key-package.ts';
import { parseMlsMessage } from '../mls/wire/mls-message.ts';
import { opaque, uint16, uint32, uint64 } from '../mls/wire/writer.ts';

/**
 * MLS messages with the right public shape and nothing behind it: what a carrier, which holds no keys, can be shown.
 */

const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
const vector = (...items: readonly Uint8Array[]): Uint8Array => opaque(join(...items));
const filler = (label: string, length: number): Uint8Array =>
  createHash('sha256').update(label).digest().subarray(0, length);
const mlsMessage = (wireFormat: number, body: Uint8Array): Uint8Array => join(uint16(1), uint16(wireFormat), body);

/** Base64 of 32 bytes, as in `mls.Epoch-Authenticator`. */
export const authenticator = (label: string): string => Buffer.from(filler(label, 32)).toString('base64');

function leafNode(msisdn: string, label: string, source: Uint8Array): Uint8Array {
  const capabilities = [uint16(1), uint16(2), uint16(0xf001), uint16(1), uint16(1)].map((number) => vector(number));
  return join(
    opaque(filler(`${label} encryption`, 32)),
    opaque(filler(`${label} signature key`, 32)),
    uint16(1),
    opaque(Buffer.from(`tel:${msisdn}`)),
    ...capabilities,
    source,
    vector(),
    opaque(filler(`${label} leaf signature`, 32)),
  );
}

function keyPackageBody(
  msisdn: string,
  label: string,
  options: { notAfterS?: bigint; suite?: number } = {},
): Uint8Array {
  const lifetime = join(Uint8Array.of(1), uint64(0n), uint64(options.notAfterS ?? 4_000_000_000n));
  return join(
    uint16(1),
    uint16(options.suite ?? 2),
    opaque(filler(`${label} init`, 32)),
    leafNode(msisdn, label, lifetime),
    vector(),
    opaque(filler(`${label} package signature`, 32)),
  );
}

/** An MLSMessage that holds a KeyPackage; different labels give different ones. */
export const keyPackage = (
  msisdn: string,
  label: string,
  options: { notAfterS?: bigint; suite?: number } = {},
): Uint8Array => mlsMessage(5, keyPackageBody(msisdn, label, options));

export interface CommitShape {
  readonly groupId: string;
  readonly epoch: bigint;
  /** Leaf of the committer; absent for an external commit. */
  readonly leaf?: number;
  /** MSISDN that is added, by the KeyPackage with its own number as label. */
  readonly adds?: string;
  /** Different labels give different commits. */
  readonly label?: string;
  /** Puts RCC.16's end_mls extension into the group. */
  readonly ends?: boolean;
}

/** A PublicMessage with a commit. */
export function commit({ groupId, epoch, leaf, adds, label = '', ends }: CommitShape): Uint8Array {
  const sender = leaf === undefined ? Uint8Array.of(4) : join(Uint8Array.of(1), uint32(leaf));
  const proposals: Uint8Array[] = [];
  if (adds !== undefined) proposals.push(join(Uint8Array.of(1), uint16(1), keyPackageBody(adds, adds)));
  if (ends) proposals.push(join(Uint8Array.of(1), uint16(7), vector(join(uint16(0xf002), opaque(new Uint8Array(0))))));
  return mlsMessage(
    1,
    join(
      opaque(groupIdBytes(groupId)),
      uint64(epoch),
      sender,
      opaque(new Uint8Array(0)),
      Uint8Array.of(3),
      vector(...proposals),
      Uint8Array.of(0),
      opaque(filler(`${groupId} ${epoch} ${leaf} ${label} signature`, 32)),
      opaque(filler('confirmation tag', 32)),
      ...(leaf === undefined ? [] : [opaque(filler('membership tag', 32))]),
    ),
  );
}

/** The Welcome for whoever `commit({ adds: msisdn })` adds. */
export function welcome(msisdn: string): Uint8Array {
  const parsed = parseMlsMessage(keyPackage(msisdn, msisdn));
  if (!parsed.ok || parsed.value.wireFormat !== 'key-package') throw new Error('the KeyPackage of this file is wrong');
  const ref = Buffer.from(keyPackageRef(parsed.value.keyPackage), 'hex');
  const secret = join(opaque(ref), opaque(filler('kem output', 32)), opaque(filler('group secrets', 32)));
  return mlsMessage(3, join(uint16(2), vector(secret), opaque(filler('group info', 32))));
}

/** A PrivateMessage with application data. */
export const ciphertext = (groupId: string, epoch: bigint, label: string): Uint8Array =>
  mlsMessage(
    2,
    join(
      opaque(groupIdBytes(groupId)),
      uint64(epoch),
      Uint8Array.of(1),
      opaque(new Uint8Array(0)),
      opaque(filler(`${label} sender`, 32)),
      opaque(filler(label, 32)),
    ),
  );
