import { concatBytes, equalBytes } from '../bytes.ts';
import { p256Verify } from '../p256/ecdsa.ts';
import { sha256Hex } from '../sha256.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { leafLifetimeMs, rcsOid } from './profile.ts';

/** What is wrong with a chain of certificates. */
export type ChainProblem = 'malformed' | 'untrusted' | 'expired' | 'not-yet-valid' | 'too-little-left' | 'profile';

/** Whom a chain vouches for. */
export interface Vouched {
  readonly msisdn: string;
  readonly device: string;
  /** The key that the certificate is about: 65 bytes. */
  readonly publicKey: Uint8Array;
  /** While leaf, intermediate and root are all valid: milliseconds since the Unix epoch, both included. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

export type VerifiedChain =
  | ({ readonly ok: true } & Vouched)
  | { readonly ok: false; readonly problem: ChainProblem; readonly detail: string };

type Refusal = Extract<VerifiedChain, { ok: false }>;
const refused = (problem: ChainProblem, detail: string): Refusal => ({ ok: false, problem, detail });

const same = (found: readonly string[], wanted: readonly string[]): boolean =>
  found.length === wanted.length && wanted.every((item) => found.includes(item));

/** What RCC.16 wants of a leaf beyond a good signature, or what is wrong. */
function leafProblem(leaf: Certificate, vendorId: number | undefined): string | undefined {
  if (leaf.authority) return 'a leaf that may issue certificates';
  if (leaf.msisdn === undefined) return 'no subjectAltName tel:';
  if (!leaf.device) return 'no device in the subject';
  if (!same(leaf.keyUsages, ['digitalSignature'])) return 'keyUsage is not digitalSignature alone';
  if (!same(leaf.extendedKeyUsages, [rcsOid.mlsClient])) return 'extendedKeyUsage is not that of an MLS client';
  if (!same(leaf.policies, [rcsOid.policy])) return 'not under the E2EE policy';
  if (leaf.vendorId === undefined || leaf.vendorId !== vendorId) return "the vendor is not the root's";
  if (leaf.notAfterMs - leaf.notBeforeMs > leafLifetimeMs) return 'good for more than 76 days';
  return undefined;
}

function mayIssue({ authority, keyUsages }: Certificate, below: number): boolean {
  return (
    authority !== undefined &&
    keyUsages.includes('keyCertSign') &&
    (authority.pathLength === undefined || authority.pathLength >= below)
  );
}

const issued = (by: Certificate, certificate: Certificate): boolean =>
  equalBytes(by.subject, certificate.issuer) && p256Verify(by.publicKey, certificate.signed, certificate.signature);

/** Everything that does not depend on the time: the signatures and the profile. */
function build(chain: readonly Uint8Array[], roots: readonly Uint8Array[]): VerifiedChain {
  const [leaf, intermediate] = chain.slice(0, 2).map(readCertificate);
  if (chain.length !== 2 || !leaf || !intermediate)
    return refused('malformed', 'not a leaf and an intermediate in DER');
  const root = roots
    .flatMap((der) => readCertificate(der) ?? [])
    .find((root) => mayIssue(root, 1) && issued(root, intermediate) && issued(root, root));
  if (!root) return refused('untrusted', 'no root that is trusted here issued the intermediate');
  if (!mayIssue(intermediate, 0)) return refused('untrusted', 'the intermediate may not issue certificates');
  if (!issued(intermediate, leaf)) return refused('untrusted', 'the intermediate did not issue the leaf');
  const { msisdn, device } = leaf;
  const problem = leafProblem(leaf, root.vendorId);
  if (problem !== undefined || msisdn === undefined || device === undefined)
    return refused('profile', problem ?? 'a leaf of nobody');
  const { publicKey } = leaf;
  const notBeforeMs = Math.max(leaf.notBeforeMs, intermediate.notBeforeMs, root.notBeforeMs);
  const notAfterMs = Math.min(leaf.notAfterMs, intermediate.notAfterMs, root.notAfterMs);
  return { ok: true, msisdn, device, publicKey, notBeforeMs, notAfterMs };
}

const kept = new Map<string, VerifiedChain>();
const limit = 2048;

/**
 * Everything about an X.509 credential that stays true: the signatures up to one of `roots` and the RCC.16 profile,
 * whatever the time. Done once for the same bytes: signatures are what costs, and many members hold the same leaf.
 * @param chain DER: the leaf, then the intermediate
 * @param roots DER of the trusted roots
 */
export function vouchedBy(chain: readonly Uint8Array[], roots: readonly Uint8Array[]): VerifiedChain {
  // Lengths are in it, so that bytes cannot move from one certificate to the next.
  const lengths = `${chain.map(({ length }) => length)}|${roots.map(({ length }) => length)}`;
  const name = sha256Hex(concatBytes(Buffer.from(lengths), ...chain, ...roots));
  const known = kept.get(name);
  if (known) return known;
  const path = build(chain, roots);
  kept.set(name, path);
  if (kept.size > limit) {
    for (const oldest of kept.keys()) {
      kept.delete(oldest);
      break;
    }
  }
  return path;
}

/** What is wrong with a certificate at a time, if anything. */
export function validityProblem(
  { notBeforeMs, notAfterMs }: Pick<Vouched, 'notBeforeMs' | 'notAfterMs'>,
  atMs: number,
  minRemainingMs = 0,
): Refusal | undefined {
  if (atMs < notBeforeMs) return refused('not-yet-valid', `valid from ${new Date(notBeforeMs).toISOString()}`);
  if (atMs > notAfterMs) return refused('expired', `ended ${new Date(notAfterMs).toISOString()}`);
  const leftMs = notAfterMs - atMs;
  if (leftMs >= minRemainingMs) return undefined;
  return refused('too-little-left', `${Math.floor(leftMs / 86_400_000)} days left`);
}

/**
 * Verifies an X.509 credential at a time.
 * @param atMs milliseconds since the Unix epoch
 * @param minRemainingMs what it must have left at least
 */
export function verifyChain(
  chain: readonly Uint8Array[],
  roots: readonly Uint8Array[],
  atMs: number,
  minRemainingMs = 0,
): VerifiedChain {
  const vouched = vouchedBy(chain, roots);
  return vouched.ok ? (validityProblem(vouched, atMs, minRemainingMs) ?? vouched) : vouched;
}
