import { id_ecdsaWithSHA256, id_ecPublicKey, id_secp256r1 } from '@peculiar/asn1-ecc';
import {
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
} from '@peculiar/asn1-x509';
import { boundedMemo } from '../bounded-memo.ts';
import { p256PublicKeyObject } from '../p256/key.ts';
import {
  bitStringBytes,
  boolean,
  type DerElement,
  elementsOf,
  expected,
  explicit,
  implicit,
  namedBits,
  objectIdentifier,
  printable,
  readDer,
  smallInteger,
  tags,
  timeMs,
} from './der.ts';
import { certificateLimitBytes, rcsOid } from './profile.ts';

/** What a certificate says. Nothing here is verified: that is `verifyChain`. */
export interface Certificate {
  /** Hex. */
  readonly serial: string;
  /** DER of the names, to be compared. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since the Unix epoch, whole seconds. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** The uncompressed point, 65 bytes, on the curve. */
  readonly publicKey: Uint8Array;
  /** The participant: `+447700900001` of the only subjectAltName `tel:+447700900001`. */
  readonly msisdn?: string;
  /** The device: the subject's serialNumber. */
  readonly device?: string;
  readonly extendedKeyUsages: readonly string[];
  readonly policies: readonly string[];
  readonly vendorId?: number;
  /** What the configuration server signed. */
  readonly proof?: Uint8Array;
  /** May issue certificates; how many authorities may follow it. */
  readonly authority?: { readonly pathLength: number | undefined };
  /** The bits of keyUsage (RFC 5280 section 4.2.1.3) by name. */
  readonly keyUsages: readonly string[];
  /** What is signed, and the signature of the issuer, DER. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

const subjectSerialNumber = '2.5.4.5';
const understood: readonly string[] = [
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  ...Object.values(rcsOid),
];
/** By the position of their bit. */
const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'crlSign',
  'encipherOnly',
  'decipherOnly',
];

class Unreadable extends Error {}
const unreadable = (problem: string): never => {
  throw new Unreadable(problem);
};

/** The elements of a SEQUENCE that has that many. */
function elements(element: DerElement | undefined, least: number, most = least): readonly DerElement[] {
  const found = elementsOf(element);
  return found.length >= least && found.length <= most ? found : unreadable('too many elements, or too few');
}

function only<T>(items: readonly T[], what: string): T {
  const [first, ...others] = items;
  return first === undefined || others.length > 0 ? unreadable(`${what}: not exactly one`) : first;
}

/** Types and values of a Name (RFC 5280 section 4.1.2.4). */
function attributesOf(name: DerElement | undefined): readonly { readonly type: string; readonly value: DerElement }[] {
  return elementsOf(name).flatMap((relative) => {
    const attributes = elementsOf(relative, tags.set);
    if (attributes.length === 0) unreadable('an empty relative name');
    return attributes.map((attribute) => {
      const [type, value = unreadable('no value')] = elements(attribute, 2);
      return { type: objectIdentifier(type), value };
    });
  });
}

/** Contents of the extensions by their ids. A value that is its default is not written in DER: `critical` is true or not there. */
function extensionsOf(tagged: DerElement | undefined): ReadonlyMap<string, Uint8Array> {
  const byId = new Map<string, Uint8Array>();
  if (!tagged) return byId;
  const extensions = elementsOf(only(expected(tagged, explicit(3)).elements, 'extensions'));
  if (extensions.length === 0) unreadable('no extensions where there should be');
  for (const extension of extensions) {
    const fields = elements(extension, 2, 3);
    const id = objectIdentifier(fields[0]);
    if (byId.has(id)) unreadable('an extension twice');
    const critical = fields.length === 3;
    if (critical && !boolean(fields[1])) unreadable('a default that is written');
    if (critical && !understood.includes(id)) unreadable('a critical extension nobody knows');
    byId.set(id, expected(fields.at(-1), tags.octetString).content);
  }
  return byId;
}

/** BasicConstraints (RFC 5280 section 4.2.1.9): may issue, and how many may follow. */
function authorityIn(content: Uint8Array): Certificate['authority'] {
  const fields = elements(readDer(content), 0, 2);
  const named = fields[0]?.tag === tags.boolean;
  if (named && !boolean(fields[0])) unreadable('a default that is written');
  const limit = fields.slice(named ? 1 : 0);
  const pathLength = limit.length > 0 ? smallInteger(only(limit, 'constraints')) : undefined;
  return named ? { pathLength } : undefined;
}

/** CertificatePolicies (section 4.2.1.4); qualifiers are passed over. */
function policyIn(information: DerElement): string {
  const [id, qualifiers] = elements(information, 1, 2);
  for (const qualifier of qualifiers ? elementsOf(qualifiers) : []) objectIdentifier(elements(qualifier, 2)[0]);
  return objectIdentifier(id);
}

function msisdnIn(content: Uint8Array): string {
  const { content: uri } = expected(only(elementsOf(readDer(content)), 'names'), implicit(6));
  return /^tel:(\+[1-9][0-9]{1,14})$/.exec(Buffer.from(uri).toString('latin1'))?.[1] ?? unreadable('no tel: URI');
}

function read(der: Uint8Array): Certificate {
  const [tbs, algorithm, signature] = elements(readDer(der), 3);
  const [version, serial, inner, issuer, validity, subject, spki, tagged] = elements(tbs, 7, 8);
  if (smallInteger(only(expected(version, explicit(0)).elements, 'version')) !== 2) unreadable('not version 3');
  for (const identifier of [inner, algorithm]) {
    if (objectIdentifier(only(elementsOf(identifier), 'algorithm')) !== id_ecdsaWithSHA256)
      unreadable('another signature algorithm');
  }
  const [from, until] = elements(validity, 2);
  const [key, point] = elements(spki, 2);
  const [kind, curve] = elements(key, 2).map(objectIdentifier);
  if (kind !== id_ecPublicKey || curve !== id_secp256r1) unreadable('a key of another kind');
  const publicKey = Uint8Array.from(bitStringBytes(point));
  p256PublicKeyObject(publicKey); // throws unless it is a point on the curve
  attributesOf(issuer);
  const numbers = attributesOf(subject).filter(({ type }) => type === subjectSerialNumber);
  const device = numbers.length > 0 ? printable(only(numbers, 'serialNumber').value) : undefined;
  const extensions = extensionsOf(tagged);
  const as = <T>(id: string, reading: (content: Uint8Array) => T): T | undefined => {
    const content = extensions.get(id);
    return content && reading(content);
  };
  const msisdn = as(id_ce_subjectAltName, msisdnIn);
  const vendorId = as(rcsOid.vendorId, (content) => smallInteger(readDer(content)));
  if (vendorId !== undefined && vendorId > 127) unreadable('a vendor id'); // more vendors there are not
  const proof = as(rcsOid.configurationServerProof, (content) => expected(readDer(content), tags.octetString).content);
  const authority = as(id_ce_basicConstraints, authorityIn);
  const usages = as(id_ce_keyUsage, (content) => namedBits(readDer(content))) ?? [];
  return {
    serial: Buffer.from(expected(serial, tags.integer).content).toString('hex'),
    issuer: expected(issuer, tags.sequence).whole,
    subject: expected(subject, tags.sequence).whole,
    notBeforeMs: timeMs(from),
    notAfterMs: timeMs(until),
    publicKey,
    ...(msisdn !== undefined && { msisdn }),
    ...(device !== undefined && { device }),
    extendedKeyUsages: as(id_ce_extKeyUsage, (content) => elementsOf(readDer(content)).map(objectIdentifier)) ?? [],
    policies: as(id_ce_certificatePolicies, (content) => elementsOf(readDer(content)).map(policyIn)) ?? [],
    ...(vendorId !== undefined && { vendorId }),
    ...(proof && { proof }),
    ...(authority && { authority }),
    keyUsages: usages.flatMap((bit) => keyUsageNames[bit] ?? []),
    signed: expected(tbs, tags.sequence).whole,
    signature: bitStringBytes(signature),
  };
}

const remembered = boundedMemo(2048, (der): { readonly certificate: Certificate | undefined } => {
  try {
    return { certificate: read(Uint8Array.from(der)) }; // bytes of its own: what was given may be part of a long message
  } catch {
    return { certificate: undefined }; // whatever hostile bytes make the parser throw
  }
});

/** What a DER certificate says, or nothing when it cannot be read. Remembered by its bytes. Verifies nothing. */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  return der.length > certificateLimitBytes ? undefined : remembered(der).certificate;
}
