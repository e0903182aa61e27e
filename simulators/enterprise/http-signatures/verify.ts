import { type InnerList, isInnerList, parseDictionary } from 'structured-headers';
import { ed25519Verify } from '../../crypto/ed25519.ts';
import { verifyHmacSha256 } from '../../crypto/hmac.ts';
import type { VerifyingKeys } from '../standard-webhooks/signature.ts';
import { ComponentError, type SignedMessage, signatureBase } from './signature-base.ts';

/** Signatures looked at in one message: more would let a stranger choose how much the receiver computes. */
const mostSignatures = 8;

/** One signature as the headers have it, still unproven. */
export interface HttpSignature {
  readonly label: string;
  readonly covered: InnerList;
  readonly bytes: Uint8Array;
  readonly created: number | undefined;
  readonly expires: number | undefined;
  readonly keyid: string | undefined;
  readonly alg: string | undefined;
  readonly tag: string | undefined;
}

/** Reads `Signature-Input` and `Signature`, or says what is wrong with them (RFC 9421 section 4). */
export function readSignatures(headers: Headers): readonly HttpSignature[] | { readonly problem: string } {
  const [input, signature] = [headers.get('signature-input'), headers.get('signature')];
  if (input === null || signature === null) return { problem: 'Signature-Input or Signature is missing' };
  try {
    const values = parseDictionary(signature);
    const found = [...parseDictionary(input)].slice(0, mostSignatures).flatMap(([label, covered]) => {
      const value = values.get(label);
      if (!isInnerList(covered) || !value || isInnerList(value) || !(value[0] instanceof ArrayBuffer)) return [];
      const text = (name: string): string | undefined => {
        const parameter = covered[1].get(name);
        return typeof parameter === 'string' ? parameter : undefined;
      };
      const whole = (name: string): number | undefined => {
        const parameter = covered[1].get(name);
        return typeof parameter === 'number' && Number.isInteger(parameter) ? parameter : undefined;
      };
      const times = { created: whole('created'), expires: whole('expires') };
      const names = { keyid: text('keyid'), alg: text('alg'), tag: text('tag') };
      return [{ label, covered, bytes: new Uint8Array(value[0]), ...times, ...names }];
    });
    return found.length > 0 ? found : { problem: 'no label has both a Signature-Input and a Signature' };
  } catch {
    return { problem: 'Signature-Input or Signature is not a dictionary of structured fields (RFC 9651)' };
  }
}

/** The names of the components that a signature covers. */
export const coveredNames = ({ covered }: HttpSignature): readonly string[] =>
  covered[0].flatMap(([name]) => (typeof name === 'string' ? [name] : []));

/**
 * Whether a signature was made over the message by one of the keys. The key decides on the algorithm, an `alg` that says
 * otherwise is refused, and a `keyid` restricts to the keys of that name (RFC 9421 section 3.2).
 */
export function isHttpSigned(signature: HttpSignature, message: SignedMessage, keys: VerifyingKeys): boolean {
  const { alg, keyid, bytes } = signature;
  const base = baseOf(signature, message);
  if (base === undefined) return false;
  const named = <K extends { readonly kid: string }>(all: readonly K[]): readonly K[] =>
    all.filter(({ kid }) => keyid === undefined || kid === keyid);
  const byEd25519 =
    (alg ?? 'ed25519') === 'ed25519' &&
    named(keys.ed25519).some(({ publicKey }) => ed25519Verify(publicKey, base, bytes));
  const bySecret =
    (alg ?? 'hmac-sha256') === 'hmac-sha256' &&
    named(keys.secrets).some(({ key }) => verifyHmacSha256(key, base, bytes));
  return byEd25519 || bySecret;
}

function baseOf({ covered }: HttpSignature, message: SignedMessage): Uint8Array | undefined {
  try {
    return Buffer.from(signatureBase(message, covered));
  } catch (error) {
    if (error instanceof ComponentError) return undefined;
    throw error;
  }
}
