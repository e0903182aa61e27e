import { readCertificate } from './certificate.ts';

/** Whose a leaf certificate is, and when it is valid. Milliseconds since the Unix epoch. */
export interface LeafCertificate {
  /** E.164. */
  readonly msisdn: string;
  /** The device: its IMEI. */
  readonly device?: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** What a certificate claims, for whoever sorts by it; nothing unless it names a number. Verifies nothing. */
export function readLeafCertificate(der: Uint8Array): LeafCertificate | undefined {
  const { msisdn, device, notBeforeMs = 0, notAfterMs = 0 } = readCertificate(der) ?? {};
  return msisdn === undefined
    ? undefined
    : { msisdn, ...(device !== undefined && { device }), notBeforeMs, notAfterMs };
}
