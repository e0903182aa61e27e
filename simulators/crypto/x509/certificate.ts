import { id_ecdsaWithSHA256, id_ecPublicKey, id_secp256r1 } from '@peculiar/asn1-ecc';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  CertificatePolicies,
  Certificate as CertificateSchema,
  ExtendedKeyUsage,
  type Extension,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyUsage,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509';
import { boundedMemo } from '../bounded-memo.ts';
import { equalBytes } from '../bytes.ts';
import { p256PublicKeyObject } from '../p256/key.ts';
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
/** DER of the algorithm's parameters: the named curve P-256. */
const namedCurve = Buffer.from('06082a8648ce3d030107', 'hex');
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

class Unreadable extends Error {}
const unreadable = (problem: string): never => {
  throw new Unreadable(problem);
};

/** Reads `schema` and insists on the one DER encoding of what it read, so that no two byte strings say the same. */
function strict<T>(schema: new () => T, der: Uint8Array): T {
  const value = AsnConvert.parse(der, schema);
  const again = new Uint8Array(AsnConvert.serialize(value));
  return equalBytes(again, der) ? value : unreadable('not DER');
}

function only<T>(items: Iterable<T>, what: string): T {
  const [first, ...others] = items;
  return first === undefined || others.length > 0 ? unreadable(`${what}: not exactly one`) : first;
}

function read(der: Uint8Array): Certificate {
  const { tbsCertificate: tbs, ...outer } = strict(CertificateSchema, der);
  if (tbs.version !== 2) unreadable('no version 3 certificate');
  for (const { algorithm, parameters } of [tbs.signature, outer.signatureAlgorithm]) {
    if (algorithm !== id_ecdsaWithSHA256 || parameters !== undefined) unreadable('another signature algorithm');
  }
  const spki = tbs.subjectPublicKeyInfo;
  const curve = spki.algorithm.parameters;
  if (spki.algorithm.algorithm !== id_ecPublicKey || !curve || !equalBytes(new Uint8Array(curve), namedCurve)) {
    unreadable(`the key is not of ${id_secp256r1}`);
  }
  const publicKey = new Uint8Array(spki.subjectPublicKey);
  p256PublicKeyObject(publicKey); // throws unless it is a point on the curve
  const byId = new Map<string, Extension>();
  for (const extension of tbs.extensions ?? []) {
    if (byId.has(extension.extnID)) unreadable('an extension twice');
    if (extension.critical && !understood.includes(extension.extnID)) unreadable('a critical extension nobody knows');
    byId.set(extension.extnID, extension);
  }
  const content = (id: string): Uint8Array | undefined => {
    const extension = byId.get(id);
    return extension && new Uint8Array(extension.extnValue.buffer);
  };
  const as = <T>(id: string, schema: new () => T): T | undefined => {
    const bytes = content(id);
    return bytes && strict(schema, bytes);
  };
  const names = as(id_ce_subjectAltName, SubjectAlternativeName);
  const msisdn = names && /^tel:(\+[1-9][0-9]{1,14})$/.exec(only(names, 'names').uniformResourceIdentifier ?? '')?.[1];
  if (names && msisdn === undefined) unreadable('the name is no tel: URI');
  const numbers = [...tbs.subject].flatMap((relative) =>
    [...relative].filter(({ type }) => type === subjectSerialNumber),
  );
  const device = numbers.length > 0 ? only(numbers, 'serialNumber').value.toString() : undefined;
  const constraints = as(id_ce_basicConstraints, BasicConstraints);
  const vendor = content(rcsOid.vendorId);
  const proof = as(rcsOid.configurationServerProof, OctetString);
  return {
    serial: Buffer.from(tbs.serialNumber).toString('hex'),
    issuer: new Uint8Array(AsnConvert.serialize(tbs.issuer)),
    subject: new Uint8Array(AsnConvert.serialize(tbs.subject)),
    notBeforeMs: tbs.validity.notBefore.getTime().getTime(),
    notAfterMs: tbs.validity.notAfter.getTime().getTime(),
    publicKey,
    ...(msisdn !== undefined && { msisdn }),
    ...(device !== undefined && { device }),
    extendedKeyUsages: [...(as(id_ce_extKeyUsage, ExtendedKeyUsage) ?? [])],
    policies: [...(as(id_ce_certificatePolicies, CertificatePolicies) ?? [])].map((policy) => policy.policyIdentifier),
    ...(vendor && { vendorId: smallInteger(vendor) }),
    ...(proof && { proof: new Uint8Array(proof.buffer) }),
    ...(constraints?.cA && { authority: { pathLength: constraints.pathLenConstraint } }),
    keyUsages: as(id_ce_keyUsage, KeyUsage)?.toJSON() ?? [],
    signed: new Uint8Array(outer.tbsCertificateRaw ?? unreadable('nothing signed')),
    signature: new Uint8Array(outer.signatureValue),
  };
}

/** One byte, 0 to 127: more vendors there are not. */
function smallInteger(der: Uint8Array): number {
  const [tag, length, value = 255] = der;
  return tag === 2 && length === 1 && der.length === 3 && value < 128 ? value : unreadable('a vendor id');
}

const remembered = boundedMemo(2048, (der): { readonly certificate: Certificate | undefined } => {
  try {
    return { certificate: read(der) };
  } catch {
    return { certificate: undefined }; // whatever hostile bytes make the parser throw
  }
});

/** What a DER certificate says, or nothing when it cannot be read. Remembered by its bytes. Verifies nothing. */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  return der.length > certificateLimitBytes ? undefined : remembered(der).certificate;
}
