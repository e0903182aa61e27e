import { createHash } from 'node:crypto';
import { p256Generate } from '../crypto/p256/key.ts';
import { seededCrypto } from '../crypto/seeded-provider.ts';
import { simulationLicence } from '../crypto/simulation-licence.ts';
import { type CertificateAuthority, certificateAuthority } from '../crypto/x509/certificate-authority.ts';
import { seededRandom } from '../kernel/random.ts';
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

/** The IMEI of a subscriber's first phone. */
export const testImei = '356938035643809';

/** Base64 of 32 bytes, as in `mls.Epoch-Authenticator`. */
export const authenticator = (label: string): string => Buffer.from(filler(label, 32)).toString('base64');

/** An authority that small worlds trust, for KeyPackages that no phone made. */
export const testAuthority = authorityOf('Test');
/** One that nobody trusts. */
export const foreignAuthority = authorityOf('Foreign');

function authorityOf(name: string): CertificateAuthority {
  const crypto = seededCrypto(seededRandom(`certificates of ${name}`), simulationLicence('virtual'));
  return certificateAuthority({ name, crypto, notBeforeMs: Date.UTC(2026, 0, 1), notAfterMs: Date.UTC(2036, 0, 1) });
}

/** When the small worlds begin; certificates are of then. */
const startMs = Date.UTC(2026, 10, 22);

/** What a KeyPackage's certificate says, where it is not the usual: 76 days for the subscriber's first phone. */
export interface CertificateShape {
  readonly imei?: string;
  readonly days?: number;
  readonly authority?: CertificateAuthority;
}

const certificates = new Map<string, { readonly publicKey: Uint8Array; readonly chain: readonly Uint8Array[] }>();

function certified(
  msisdn: string,
  { imei: device = testImei, days = 76, authority = testAuthority }: CertificateShape,
) {
  const name = `${msisdn} ${device} ${days}`;
  const known = authority === testAuthority ? certificates.get(name) : undefined;
  if (known) return known;
  const { publicKey } = p256Generate(seededRandom(`identity ${name}`));
  const validity = { notBeforeMs: startMs, notAfterMs: startMs + days * 86_400_000 };
  const chain = authority.issue({ msisdn, device, publicKey, ...validity, proof: new Uint8Array(1) });
  const made = { publicKey, chain };
  if (authority === testAuthority) certificates.set(name, made);
  return made;
}

function leafNode(msisdn: string, label: string, source: Uint8Array, shape: CertificateShape): Uint8Array {
  const { publicKey, chain } = certified(msisdn, shape);
  const capabilities = [uint16(1), uint16(2), uint16(0xf001), uint16(1), uint16(1)].map((number) => vector(number));
  return join(
    opaque(filler(`${label} encryption`, 32)),
    opaque(publicKey),
    uint16(2),
    vector(...chain.map((der) => opaque(der))),
    ...capabilities,
    source,
    vector(),
    opaque(filler(`${label} leaf signature`, 32)),
  );
}

function keyPackageBody(
  msisdn: string,
  label: string,
  options: { notAfterS?: bigint; suite?: number } & CertificateShape = {},
): Uint8Array {
  const lifetime = join(Uint8Array.of(1), uint64(0n), uint64(options.notAfterS ?? 4_000_000_000n));
  return join(
    uint16(1),
    uint16(options.suite ?? 2),
    opaque(filler(`${label} init`, 32)),
    leafNode(msisdn, label, lifetime, options),
    vector(),
    opaque(filler(`${label} package signature`, 32)),
  );
}

/** An MLSMessage that holds a KeyPackage; different labels give different ones. */
export const keyPackage = (
  msisdn: string,
  label: string,
  options: { notAfterS?: bigint; suite?: number } & CertificateShape = {},
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
