import { identityProofLabel, possessionProofLabel } from './assumptions.ts';

/** A device's identity key, and whose it is. */
export interface IdentityClaim {
  /** E.164. */
  readonly msisdn: string;
  readonly imei: string;
  /** The uncompressed P-256 point, 65 bytes. */
  readonly identityKey: Uint8Array;
}

const statement = (label: string, { msisdn, imei, identityKey }: IdentityClaim): Uint8Array =>
  Buffer.concat([Buffer.from(`${label}\0${msisdn}\0${imei}\0`), identityKey]);

/** What the configuration server signs at provisioning, and the KDS checks before it issues a certificate. */
export const identityStatement = (claim: IdentityClaim): Uint8Array => statement(identityProofLabel, claim);

/** What the device signs with the key itself when it asks for a certificate: that it holds it. */
export const possessionStatement = (claim: IdentityClaim): Uint8Array => statement(possessionProofLabel, claim);
