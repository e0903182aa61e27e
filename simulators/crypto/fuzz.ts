import { seededRandom } from '../kernel/random.ts';
import { mutate } from '../mls/fixture-mutation.ts';
import { concatBytes } from './bytes.ts';
import { p256Sign } from './p256/ecdsa.ts';
import { p256Generate } from './p256/key.ts';
import { seededCrypto } from './seeded-provider.ts';
import { simulationLicence } from './simulation-licence.ts';
import { readCertificate } from './x509/certificate.ts';
import { certificateAuthority } from './x509/certificate-authority.ts';
import { leafLifetimeMs } from './x509/profile.ts';
import { verifyChain } from './x509/verify-chain.ts';

/** One decoder under fire: `run` feeds it input number `index` of a seed, and throws when it misbehaves. */
export interface Fuzzer {
  readonly name: string;
  run(seed: number, index: number): void;
}

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 22);
const crypto = () => seededCrypto(seededRandom('fuzzed certificates'), simulationLicence('virtual'));
const authority = certificateAuthority({
  name: 'Fuzz',
  crypto: crypto(),
  notBeforeMs: nowMs - dayMs,
  notAfterMs: nowMs + 3650 * dayMs,
});
/** The authority's own key, drawn again: what a hostile or broken authority signs. */
const intermediateKey = (() => {
  const { random } = crypto();
  p256Generate(random);
  return p256Generate(random);
})();
const chain = authority.issue({
  msisdn: '+447700900001',
  device: '490154203237518',
  publicKey: p256Generate(seededRandom('fuzzed device')).publicKey,
  notBeforeMs: nowMs,
  notAfterMs: nowMs + 76 * dayMs,
  proof: new Uint8Array(70),
});
const [leaf = new Uint8Array(0), intermediate = new Uint8Array(0)] = chain;
const samples = [leaf, intermediate, authority.root];
const signedOfLeaf = readCertificate(leaf)?.signed ?? new Uint8Array(0);

const isSample = (der: Uint8Array): boolean => samples.some((sample) => Buffer.from(sample).equals(der));

function demand(holds: boolean, what: string, input: Uint8Array): void {
  if (!holds) throw new Error(`${what}; input ${Buffer.from(input).toString('hex')}`);
}

/** DER with this tag, of any length up to 65535. */
function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concatBytes(Uint8Array.of(tag, ...head), content);
}

const ecdsaWithSha256 = Buffer.from('300a06082a8648ce3d040302', 'hex');

/** Every decoder of this room that reads bytes from outside. */
export const fuzzers: readonly Fuzzer[] = [
  {
    name: 'x509 certificate and chain',
    run(seed, index) {
      const random = seededRandom(`${seed} x509 ${index}`);
      const input = mutate(random, samples);
      if (isSample(input)) return;
      const read = readCertificate(input);
      demand(read === undefined || read.publicKey.length === 65, 'a certificate without a key', input);
      const forged = random.below(2) === 0 ? [input, intermediate] : [leaf, input];
      demand(!verifyChain(forged, [authority.root], nowMs).ok, 'a forged chain is believed', input);
      demand(!verifyChain(chain, [input], nowMs).ok, 'a forged root is believed', input);
    },
  },
  {
    name: 'x509 of a hostile authority',
    run(seed, index) {
      const content = mutate(seededRandom(`${seed} hostile ${index}`), [signedOfLeaf]);
      const signature = p256Sign(intermediateKey.privateKey, content);
      const input = der(0x30, content, ecdsaWithSha256, der(0x03, Uint8Array.of(0), signature));
      const verified = verifyChain([input, intermediate], [authority.root], nowMs);
      if (!verified.ok) {
        demand(verified.detail.length < 200, 'a refusal longer than it should be', input);
        return;
      }
      demand(/^\+[1-9][0-9]{1,14}$/.test(verified.msisdn), 'a certificate of nobody', input);
      demand(verified.notAfterMs - verified.notBeforeMs <= leafLifetimeMs, 'a certificate that lasts too long', input);
    },
  },
];
