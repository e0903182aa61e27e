import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { simulationLicence } from '../../crypto/simulation-licence.ts';
import { thirdPartyVectors } from '../../crypto/third-party-vectors.ts';
import { seededRandom } from '../../kernel/random.ts';
import { cipherSuite } from '../engine/cipher-suite.ts';
import { seed } from '../fixture.ts';

const crypto = seededCrypto(seededRandom(seed).split('conformance'), simulationLicence('virtual'));
export const suites: Readonly<Record<number, CiphersuiteImpl>> = {
  1: cipherSuite(1, crypto),
  2: cipherSuite(2, crypto),
};
export const scheme = crypto;

export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
export const same = (actual: Uint8Array | undefined, expected: string, what: string): void =>
  assert.equal(Buffer.from(actual ?? []).toString('hex'), expected, what);

/** The value of a library decoder that must read everything. */
export function whole<T>(decoded: [T, number] | undefined, bytes: Uint8Array, what: string): T {
  assert.ok(decoded, `${what} does not decode`);
  assert.equal(decoded[1], bytes.length, `${what} is not read to its end`);
  return decoded[0];
}

interface AnyVector {
  readonly cipher_suite?: number | undefined;
}

/**
 * Runs the official vectors of a file (RFC 9420, mlswg/mls-implementations) that are of suite 1 or 2 or of none, with
 * our primitives, and prints how many there were.
 */
export function conform<V extends object>(
  file: string,
  atLeast: number,
  check: (vector: V, suite: CiphersuiteImpl, count: (what: string) => void) => void | Promise<void>,
): void {
  test(`RFC 9420 vectors ${file}`, async (context: TestContext) => {
    const vectors = thirdPartyVectors<readonly V[]>(`mls/${file}.json`);
    if (!vectors) return;
    const counts = new Map<string, number>();
    const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
    let ran = 0;
    for (const vector of vectors) {
      const suite = suites[(vector as AnyVector).cipher_suite ?? 1];
      if (!suite) continue;
      await check(vector, suite, count);
      ran++;
    }
    assert.ok(ran >= atLeast, `${file}: only ${ran} vectors are of suites 1 and 2`);
    const details = [...counts].map(([what, times]) => `${times} ${what}`).join(', ');
    context.diagnostic(`${file}: ${ran} of ${vectors.length} vectors held${details ? `: ${details}` : ''}`);
  });
}
