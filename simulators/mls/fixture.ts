import { seededCrypto } from '../crypto/seeded-provider.ts';
import { simulationLicence } from '../crypto/simulation-licence.ts';
import { seededRandom } from '../kernel/random.ts';
import { testSeed } from '../kernel/test-seed.ts';
import type { SimulatedMlsClient } from './client/client-options.ts';
import { createMlsClient } from './client/create-client.ts';
import type { MlsEntryKind } from './client/record.ts';
import { createMlsEngine } from './engine/engine.ts';
import type { Group, Identity, KeyPackageBundle, MlsEngine } from './engine/port.ts';

/** The seed of this room's randomized tests; printed by each. */
export const seed = testSeed();

/** 2026-11-22T10:00:00Z, and a lifetime around it. */
export const nowMs = Date.UTC(2026, 10, 22, 10);
export const lifetime = { notBefore: BigInt(nowMs / 1000 - 3600), notAfter: BigInt(nowMs / 1000 + 76 * 86400) };

export const ana = '+447700900001';
export const ben = '+447700900002';
export const eve = '+447700900003';
export const groupId = '5f0c6a1e-1c55-4e3b-9d3c-0e9a3a3c0b11';

export const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));
export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export interface TestMember {
  readonly engine: MlsEngine;
  readonly identity: Identity;
  bundle(lastResort?: boolean): Promise<KeyPackageBundle>;
}

/** A member with randomness of its own: `label` tells members and incarnations apart. */
export function testMember(msisdn: string, suite: 1 | 2 = 2, label = msisdn): TestMember {
  const crypto = seededCrypto(seededRandom(seed).split(label), simulationLicence('virtual'));
  const engine = createMlsEngine(crypto, suite);
  const identity = engine.createIdentity(`tel:${msisdn}`);
  return {
    engine,
    identity,
    bundle: (lastResort = false) => engine.createKeyPackage(identity, { lifetime, lastResort }),
  };
}

/** The value of a result that must be good. */
export function good<R extends { readonly ok: boolean }>(result: R): Extract<R, { readonly ok: true }> {
  if (result.ok) return result as Extract<R, { readonly ok: true }>;
  throw new Error(`not ok: ${JSON.stringify(result)}`);
}

export interface TestPair {
  readonly one: TestMember;
  readonly other: TestMember;
  /** Both in epoch 1. */
  readonly group: Group;
  readonly otherGroup: Group;
  readonly welcome: Uint8Array;
  readonly commit: Uint8Array;
}

/** Ana and Ben in one group. */
export async function testPair(suite: 1 | 2 = 2, id = groupId): Promise<TestPair> {
  const [one, other] = [testMember(ana, suite), testMember(ben, suite)];
  const bundle = await other.bundle();
  const alone = await one.engine.createGroup(text(id), one.identity, { era: 1, lifetime });
  const staged = await one.engine.commit(alone, { add: [bundle.message] }, nowMs);
  if (!staged.welcome) throw new Error('members were added without a Welcome');
  const joined = good(await other.engine.join(staged.welcome, [bundle]));
  return { one, other, group: staged.group, otherGroup: joined.group, welcome: staged.welcome, commit: staged.commit };
}

export interface TestPhone {
  readonly client: SimulatedMlsClient;
  /** What the client told its journal. */
  readonly entries: { kind: MlsEntryKind; data: Record<string, unknown> }[];
  /** Milliseconds; the test moves it. */
  readonly clock: { ms: number };
}

/** A phone's client with a clock of its own, and what it records. */
export function testPhone(msisdn: string, incarnation = 0, seedOf: number | string = seed, device?: string): TestPhone {
  const clock = { ms: nowMs };
  const entries: TestPhone['entries'] = [];
  const client = createMlsClient({
    phone: msisdn === ana ? 'ana' : msisdn === ben ? 'ben' : 'eve',
    msisdn,
    ...(device !== undefined && { device }),
    incarnation,
    random: seededRandom(seedOf).split(msisdn),
    licence: simulationLicence('virtual'),
    clock: { now: () => clock.ms },
    record: (kind, data) => entries.push({ kind, data }),
  });
  return { client, entries, clock };
}

/** Ana creates a group with Ben, the focus accepts, Ben joins. */
export async function testConversation(seedOf: number | string = seed): Promise<{ a: TestPhone; b: TestPhone }> {
  const [a, b] = [testPhone(ana, 0, seedOf), testPhone(ben, 0, seedOf)];
  const batch = await b.client.keyPackages(2);
  const pending = await a.client.create(groupId, batch.keyPackages.slice(0, 1));
  a.client.commitAccepted(groupId);
  good(await b.client.welcome(pending.welcome ?? new Uint8Array(0)));
  return { a, b };
}
