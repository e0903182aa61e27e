import assert from 'node:assert/strict';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { readThirdPartyVectors } from '../../crypto/third-party-vectors.ts';
import { seededRandom } from '../../kernel/random.ts';
import { cipherSuite } from '../engine/cipher-suite.ts';

export const scheme = seededCrypto(seededRandom('conformance'), simulationLicence('virtual'));
const suites: Readonly<Record<number, CiphersuiteImpl>> = { 1: cipherSuite(1, scheme), 2: cipherSuite(2, scheme) };

export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
export const same = (actual: Uint8Array | undefined, expected: string, what: string): void =>
  assert.equal(Buffer.from(actual ?? []).toString('hex'), expected, what);

/** The value of a library decoder that must read everything. */
export function whole<T>(decoded: [T, number] | undefined, bytes: Uint8Array, what: string): T {
  assert.ok(decoded, `${what} does not decode`);
  assert.equal(decoded[1], bytes.length, `${what} is not read to its end`);
  return decoded[0];
}

/** Whose code a file's cases go through. The primitives below both are always ours. */
export interface Through {
  readonly ours: readonly string[];
  /** Parts of ts-mls. */
  readonly library: readonly string[];
}

/** How a file of official vectors went. Every case is in exactly one of `run` and `otherSuites`. */
export interface VectorOutcome {
  readonly file: string;
  readonly cases: number;
  readonly run: { readonly suite1: number; readonly suite2: number; readonly noSuite: number };
  /** Cases of cipher suites that RCS does not have. */
  readonly otherSuites: number;
  readonly failures: readonly { readonly index: number; readonly error: string }[];
  /** What was compared within the cases, by name. */
  readonly checks: Readonly<Record<string, number>>;
  readonly through: Through;
}

export type Count = (what: string) => void;

/** A file of the official RFC 9420 vectors (mlswg/mls-implementations) and how our engine and provider are put to it. */
export interface VectorFile {
  readonly name: string;
  /** How many cases of suites 1, 2 and none there must be at least. */
  readonly atLeast: number;
  /** Nothing when the vectors are not there. `thorough` leaves nothing out. */
  run(options: { readonly thorough: boolean }): Promise<VectorOutcome | undefined>;
}

export function vectorFile<V extends object>(
  name: string,
  atLeast: number,
  through: Through,
  check: (vector: V, suite: CiphersuiteImpl, count: Count, thorough: boolean) => void | Promise<void>,
): VectorFile {
  async function run({ thorough }: { readonly thorough: boolean }): Promise<VectorOutcome | undefined> {
    const vectors = readThirdPartyVectors<readonly (V & { readonly cipher_suite?: number })[]>(`mls/${name}.json`);
    if (!vectors) return undefined;
    const checks: Record<string, number> = {};
    const ran = { suite1: 0, suite2: 0, noSuite: 0 };
    const failures: { index: number; error: string }[] = [];
    const count: Count = (what) => {
      checks[what] = (checks[what] ?? 0) + 1;
    };
    for (const [index, vector] of vectors.entries()) {
      const number = vector.cipher_suite;
      const suite = suites[number ?? 1];
      if (!suite) continue;
      ran[number === undefined ? 'noSuite' : number === 1 ? 'suite1' : 'suite2']++;
      try {
        await check(vector, suite, count, thorough);
      } catch (error) {
        failures.push({ index, error: error instanceof Error ? error.message : String(error) });
      }
    }
    const otherSuites = vectors.length - ran.suite1 - ran.suite2 - ran.noSuite;
    return { file: `${name}.json`, cases: vectors.length, run: ran, otherSuites, failures, checks, through };
  }
  return { name, atLeast, run };
}
