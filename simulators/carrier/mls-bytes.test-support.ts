import { createHash } from 'node:crypto';
import { p256Sign } from '../crypto/p256/ecdsa.ts';
import { p256Generate } from '../crypto/p256/key.ts';
import { seededCrypto } from '../crypto/seeded-provider.ts';
import { simulationLicence } from '../crypto/simulation-licence.ts';
import { type CertificateAuthority, certificateAuthority } from '../crypto/x509/certificate-authority.ts';
import { seededRandom } from '../kernel/random.ts';
import { groupIdBytes } from '../mls/wire/group-id.ts';
import { keyPackageRef } from '../mls/wire/key-package.ts';
import { parseMlsMessage } from '../mls/wire/mls-message.ts';
import { signContent } from '../mls/wire/sign-content.ts';
import { opaque, uint16, uint32, uint64 } from '../mls/wire/writer.ts';

/**
 * MLS messages with the right public shape and signatures, and nothing behind them: what a carrier, which holds none of a
 * group's secrets, can be shown.
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

interface Certified {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
  readonly chain: readonly Uint8Array[];
}

const certificates = new Map<string, Certified>();

function certified(
  msisdn: string,
  { imei: device = testImei, days = 76, authority = testAuthority }: CertificateShape,
): Certified {
  const name = `${msisdn} ${device} ${days}${authority === testAuthority ? '' : ' foreign'}`;
  const known = certificates.get(name);
  if (known) return known;
  const { publicKey, privateKey } = p256Generate(seededRandom(`identity ${name}`));
  const validity = { notBeforeMs: startMs, notAfterMs: startMs + days * 86_400_000 };
  const chain = authority.issue({ msisdn, device, publicKey, ...validity, proof: new Uint8Array(1) });
  const made = { publicKey, privateKey, chain };
  certificates.set(name, made);
  return made;
}

const signed = (key: Uint8Array, label: string, content: Uint8Array): Uint8Array =>
  opaque(p256Sign(key, signContent(label)(content)));

/** @param place what a leaf that was made for one is signed with: group and leaf index */
function leafNode(
  msisdn: string,
  label: string,
  source: Uint8Array,
  shape: CertificateShape,
  place: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const { publicKey, privateKey, chain } = certified(msisdn, shape);
  const capabilities = [uint16(1), uint16(2), uint16(0xf001), uint16(1), uint16(1)].map((number) => vector(number));
  const unsigned = join(
    opaque(filler(`${label} encryption`, 32)),
    opaque(publicKey),
    uint16(2),
    vector(...chain.map((der) => opaque(der))),
    ...capabilities,
    source,
    vector(),
  );
  return join(unsigned, signed(privateKey, 'LeafNodeTBS', join(unsigned, place)));
}

const lifetime = (notAfterS = 4_000_000_000n): Uint8Array => join(Uint8Array.of(1), uint64(0n), uint64(notAfterS));

function keyPackageBody(
  msisdn: string,
  label: string,
  options: { notAfterS?: bigint; suite?: number } & CertificateShape = {},
): Uint8Array {
  const unsigned = join(
    uint16(1),
    uint16(options.suite ?? 2),
    opaque(filler(`${label} init`, 32)),
    leafNode(msisdn, label, lifetime(options.notAfterS), options),
    vector(),
  );
  return join(unsigned, signed(certified(msisdn, options).privateKey, 'KeyPackageTBS', unsigned));
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
  /** Who signs it, in the form of `adds`; ana's first phone when not given, and whoever comes from outside. */
  readonly by?: string;
  /**
   * Who is added: MSISDNs, each by the KeyPackage with itself as label; of another device or with another certificate:
   * `+447700900002/353333333333333/40`, IMEI and days; and of an authority that nobody trusts: `..//foreign`.
   */
  readonly adds?: string | readonly string[];
  /** Leaves that are removed, by members, or because the server said so. */
  readonly removes?: readonly number[];
  readonly serverRemoves?: readonly number[];
  /** ProposalRefs, hex. */
  readonly references?: readonly string[];
  /** Whose the new leaf of an UpdatePath is, in the same form. */
  readonly path?: string;
  /** Where whoever comes from outside comes in; in place of the first leaf that is removed, when not given. */
  readonly place?: number;
  /** Default: 1. */
  readonly era?: number;
  /** Different labels give different commits. */
  readonly label?: string;
  /** Puts RCC.16's end_mls extension into the group. */
  readonly ends?: boolean;
}

const many = (adds: CommitShape['adds']): readonly string[] => (typeof adds === 'string' ? [adds] : (adds ?? []));
const memberSender = (leaf: number): Uint8Array => join(Uint8Array.of(1), uint32(leaf));
const byValue = (type: number, body: Uint8Array): Uint8Array => join(Uint8Array.of(1), uint16(type), body);

/** `+447700900002/353333333333333/40`: number, label and certificate. */
function described(who: string): [string, string, CertificateShape] {
  const [msisdn = who, imei, days] = who.split('/');
  if (days === 'foreign') return [msisdn, who, { authority: foreignAuthority }];
  return [msisdn, who, { ...(imei && { imei }), ...(days && { days: Number(days) }) }];
}

function keyOf(who: string): Uint8Array {
  const [msisdn, , shape] = described(who);
  return certified(msisdn, shape).privateKey;
}

/** A leaf as a KeyPackage has it. */
function leafOf(who: string): Uint8Array {
  const [msisdn, label, shape] = described(who);
  return leafNode(msisdn, label, lifetime(), shape);
}

/** The leaf of an UpdatePath. */
function pathLeafOf(who: string, groupId: string, leafIndex: number): Uint8Array {
  const [msisdn, label, shape] = described(who);
  const parentHash = join(Uint8Array.of(3), opaque(filler('parent hash', 32)));
  return leafNode(msisdn, label, parentHash, shape, join(opaque(groupIdBytes(groupId)), uint32(leafIndex)));
}

const ana = '+447700900001';

/** The GroupContext of an epoch: that of epoch 0, which its creator alone was in, has the tree of its leaf. */
function context(groupId: string, era: number, epoch: bigint, creator = ana): Uint8Array {
  const leafHash = (leaf: Uint8Array): Uint8Array =>
    createHash('sha256')
      .update(join(Uint8Array.of(1), uint32(0), Uint8Array.of(1), leaf))
      .digest();
  return join(
    uint16(1),
    uint16(2),
    opaque(groupIdBytes(groupId)),
    uint64(epoch),
    opaque(epoch === 0n ? leafHash(leafOf(creator)) : filler('tree hash', 32)),
    opaque(epoch === 0n ? new Uint8Array(0) : filler('transcript hash', 32)),
    vector(join(uint16(0xf001), opaque(uint32(era)))),
  );
}

/** Signs a FramedContent in its epoch. */
const signedIn = (content: Uint8Array, by: string, of: Uint8Array): Uint8Array =>
  signed(keyOf(by), 'FramedContentTBS', join(uint16(1), uint16(1), content, of));

const confirmationTag = (groupId: string, era: number, epoch: bigint): Uint8Array =>
  filler(`${groupId} ${era} ${epoch} confirmation tag`, 32);

/** A PublicMessage with a commit. */
export function commit(shape: CommitShape): Uint8Array {
  const { groupId, epoch, leaf, era = 1, label = '', path, by = leaf === undefined ? path : ana } = shape;
  const proposals = [
    ...(shape.references ?? []).map((ref) => join(Uint8Array.of(2), opaque(Buffer.from(ref, 'hex')))),
    ...many(shape.adds).map((add) => byValue(1, keyPackageBody(...described(add)))),
    ...(shape.removes ?? []).map((index) => byValue(3, uint32(index))),
    ...(shape.serverRemoves ?? []).map((index) => byValue(0xf004, uint32(index))),
    ...(shape.ends ? [byValue(7, vector(join(uint16(0xf002), opaque(new Uint8Array(0)))))] : []),
  ];
  const at = leaf ?? shape.place ?? shape.removes?.[0] ?? 0;
  const update = path === undefined ? undefined : join(Uint8Array.of(1), pathLeafOf(path, groupId, at), vector());
  const content = join(
    opaque(groupIdBytes(groupId)),
    uint64(epoch),
    leaf === undefined ? Uint8Array.of(4) : memberSender(leaf),
    opaque(Buffer.from(label)),
    Uint8Array.of(3),
    vector(...proposals),
    update ?? Uint8Array.of(0),
  );
  return mlsMessage(
    1,
    join(
      content,
      signedIn(content, by ?? ana, context(groupId, era, epoch, by)),
      opaque(confirmationTag(groupId, era, epoch + 1n)),
      ...(leaf === undefined ? [] : [opaque(filler('membership tag', 32))]),
    ),
  );
}

/** A PublicMessage with a proposal by a member, in era 1: 0xf003 self_remove, 0xf001 end_mls. */
export function proposal(groupId: string, epoch: bigint, leaf: number, by: string, type = 0xf003): Uint8Array {
  const content = join(
    opaque(groupIdBytes(groupId)),
    uint64(epoch),
    memberSender(leaf),
    opaque(new Uint8Array(0)),
    Uint8Array.of(2),
    uint16(type),
    ...(type === 0xf001 ? [opaque(new Uint8Array(0))] : []),
  );
  const auth = [signedIn(content, by, context(groupId, 1, epoch)), opaque(filler('membership tag', 32))];
  return mlsMessage(1, join(content, ...auth));
}

/** A GroupInfo with these leaves (as in `adds`), and with the confirmation tag of the commit that led to its epoch. */
export function groupInfo(
  groupId: string,
  era: number,
  epoch: bigint,
  leaves: readonly (string | undefined)[],
): Uint8Array {
  const node = (leaf: string | undefined): Uint8Array =>
    leaf === undefined ? Uint8Array.of(0) : join(Uint8Array.of(1, 1), leafOf(leaf));
  const nodes = leaves.flatMap((leaf, index) => [...(index === 0 ? [] : [Uint8Array.of(0)]), node(leaf)]);
  const signer = leaves.findIndex((leaf) => leaf !== undefined);
  const unsigned = join(
    context(groupId, era, epoch),
    vector(join(uint16(2), opaque(vector(...nodes)))),
    opaque(confirmationTag(groupId, era, epoch)),
    uint32(signer),
  );
  return mlsMessage(4, join(unsigned, signed(keyOf(leaves[signer] ?? ana), 'GroupInfoTBS', unsigned)));
}

/** The Welcome for whoever `commit({ adds })` adds. */
export function welcome(adds: string | readonly string[]): Uint8Array {
  const secrets = many(adds).map((add) => {
    const parsed = parseMlsMessage(mlsMessage(5, keyPackageBody(...described(add))));
    if (!parsed.ok || parsed.value.wireFormat !== 'key-package')
      throw new Error('the KeyPackage of this file is wrong');
    const ref = Buffer.from(keyPackageRef(parsed.value.keyPackage), 'hex');
    return join(opaque(ref), opaque(filler('kem output', 32)), opaque(filler('group secrets', 32)));
  });
  return mlsMessage(3, join(uint16(2), vector(...secrets), opaque(filler('group info', 32))));
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
