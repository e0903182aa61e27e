import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A key and the certificate that it signed for itself, both PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly certificate: string;
}

/** DER: a type, the length of what follows, and that (ITU-T X.690). */
function der(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([type, body.length]), body]);
  const digits = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([type, 0x80 | digits.length]), digits, body]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const text = (type: number, value: string): Buffer => der(type, Buffer.from(value));

const commonName = der(0x06, Buffer.from([0x55, 0x04, 0x03])); // 2.5.4.3
const ecdsaWithSha256 = sequence(der(0x06, Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]))); // 1.2.840.10045.4.3.2
/** UTCTime. Nobody checks the dates: pairing is a shared certificate, not a chain of trust. */
const validity = sequence(text(0x17, '200101000000Z'), text(0x17, '491231235959Z'));

/** A P-256 key and a certificate for it (RFC 5280), made anew at each start: what host and phone agreed on when they paired. */
export function selfSigned(name: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subjectKey = publicKey.export({ type: 'spki', format: 'der' });
  const subject = sequence(der(0x31, sequence(commonName, text(0x0c, name))));
  const serial = createHash('sha256').update(subjectKey).digest().subarray(0, 8);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, without a leading zero
  const version3 = der(0xa0, der(0x02, Buffer.from([2])));
  const unsigned = sequence(version3, der(0x02, serial), ecdsaWithSha256, subject, validity, subject, subjectKey);
  const signature = sign('sha256', unsigned, privateKey);
  const certificate = sequence(unsigned, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
