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

/** The number of a basic credential. Certificates are not read yet: their subject alternative name holds the URI. */
export function msisdnOf(credential: Credential): string | undefined {
  return credential.type === 'basic' ? msisdnOfIdentity(credential.identity) : undefined;
}
