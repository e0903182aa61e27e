import { readLeafCertificate } from '../../crypto/x509/leaf-certificate.ts';
import type { Reader } from './reader.ts';
import { credentialTypes } from './registry.ts';
import { Malformed } from './result.ts';

/** RFC 9420 section 5.3. */
export type Credential =
  | { readonly type: 'basic'; readonly identity: Uint8Array }
  /** DER, the leaf's certificate first. */
  | { readonly type: 'x509'; readonly certificates: readonly Uint8Array[] };

export function readCredential(from: Reader): Credential {
  const type = from.uint16('credential.credential_type');
  if (type === credentialTypes.basic) return { type: 'basic', identity: from.opaque('credential.identity') };
  if (type === credentialTypes.x509) {
    return {
      type: 'x509',
      certificates: from.vector('credential.certificates', (item) => item.opaque('credential.certificates[]')),
    };
  }
  throw new Malformed('unknown-value', `credential.credential_type: ${type}`);
}

const telUri = /^tel:(\+[1-9][0-9]{2,14})$/;

/** The URI that names an E.164 number in a credential. */
export function telIdentity(msisdn: string): string {
  return `tel:${msisdn}`;
}

/** The E.164 number that an identity `tel:+..` names, or nothing when it is not one (15 digits at most). */
export function msisdnOfIdentity(identity: Uint8Array): string | undefined {
  if (identity.length > 32) return undefined;
  return telUri.exec(Buffer.from(identity).toString('latin1'))?.[1];
}

/** What a certificate says of its owner. Times in milliseconds since the Unix epoch. */
export interface CertificateView {
  readonly msisdn: string;
  /** The subject's serialNumber. */
  readonly device?: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Reads a DER certificate; nothing when it is none of RCC.16's profile. */
export type CertificateReader = (der: Uint8Array) => CertificateView | undefined;

/** Whom a credential names: an E.164 number, and, by a certificate, a device and until when. */
export type CredentialView = { readonly msisdn: string } & Partial<CertificateView>;

/** Nothing for a credential that names nobody. Nothing is verified: that takes roots and the time. */
export function viewCredential(
  credential: Credential,
  readCertificate: CertificateReader = readLeafCertificate,
): CredentialView | undefined {
  if (credential.type === 'x509') {
    const [leaf] = credential.certificates;
    return leaf && readCertificate(leaf);
  }
  const msisdn = msisdnOfIdentity(credential.identity);
  return msisdn === undefined ? undefined : { msisdn };
}

/** The number that a credential names. */
export function msisdnOf(credential: Credential): string | undefined {
  return viewCredential(credential)?.msisdn;
}
