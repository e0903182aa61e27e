/** How an ECDSA signature is written: ASN.1 DER (TLS, MLS) or r and s side by side (IEEE P1363, JOSE). */
export type SignatureEncoding = 'der' | 'ieee-p1363';

function derInteger(scalar: Uint8Array): Uint8Array {
  let start = 0;
  while (start < scalar.length - 1 && scalar[start] === 0) start++;
  const digits = scalar.subarray(start);
  const pad = ((digits[0] ?? 0) & 0x80) !== 0 ? [0] : [];
  return Uint8Array.of(0x02, digits.length + pad.length, ...pad, ...digits);
}

/** `r` and `s` as 32-byte scalars. DER is 70 to 72 bytes nearly always, 64 in the other form. */
export function encodeSignature(r: Uint8Array, s: Uint8Array, encoding: SignatureEncoding): Uint8Array {
  if (encoding === 'ieee-p1363') return Uint8Array.of(...r, ...s);
  const [left, right] = [derInteger(r), derInteger(s)];
  const out = new Uint8Array(2 + left.length + right.length);
  out.set([0x30, left.length + right.length]);
  out.set(left, 2);
  out.set(right, 2 + left.length);
  return out;
}
