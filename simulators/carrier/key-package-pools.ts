import type { Clock } from '../kernel/clock.ts';

/** A KeyPackage as it was uploaded: an MLSMessage. */
export interface PooledKeyPackage {
  readonly bytes: Uint8Array;
  /** Milliseconds since the epoch: end of its leaf's lifetime. */
  readonly expiresAtMs: number;
}

export interface Claimed {
  readonly bytes: Uint8Array;
  readonly lastResort: boolean;
  /** One-time KeyPackages left. */
  readonly left: number;
}

/** KeyPackages a device may keep at the KDS. */
export const poolLimit = 200;

/** What devices left for others to add them by. Survives a reboot. */
export interface KeyPackagePools {
  /** Adds to a device's pool; a last resort replaces the one before. False, and nothing done, when it would overflow. */
  store(device: string, keyPackages: readonly PooledKeyPackage[], lastResort: PooledKeyPackage | undefined): boolean;
  /** Takes the oldest one-time KeyPackage; the last resort, which stays, when there is none. Expired ones are passed over. */
  claim(device: string): Claimed | undefined;
  /** Whether a claim would give anything. */
  claimable(device: string): boolean;
  available(device: string): { readonly available: number; readonly lastResort: boolean };
  /** The device is gone, or lost its state: nobody is to get what it cannot use. */
  forget(device: string): void;
  /** Throws one-time KeyPackages away until `keep` are left: a fault. */
  drain(device: string, keep: number): void;
  /** Hands out none of a device's, not even the last resort, while this is on: a fault. */
  withhold(device: string, on: boolean): void;
}

export function createKeyPackagePools(clock: Clock): KeyPackagePools {
  const pools = new Map<string, { oneTime: PooledKeyPackage[]; lastResort: PooledKeyPackage | undefined }>();

  const withheld = new Set<string>();

  function poolOf(device: string) {
    const pool = pools.get(device) ?? { oneTime: [], lastResort: undefined };
    pools.set(device, pool);
    const nowMs = clock.now();
    pool.oneTime = pool.oneTime.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
    if (pool.lastResort && pool.lastResort.expiresAtMs <= nowMs) pool.lastResort = undefined;
    return pool;
  }

  return {
    store(device, keyPackages, lastResort) {
      const pool = poolOf(device);
      if (pool.oneTime.length + keyPackages.length > poolLimit) return false;
      pool.oneTime.push(...keyPackages);
      if (lastResort) pool.lastResort = lastResort;
      return true;
    },
    claim(device) {
      if (withheld.has(device)) return undefined;
      const pool = poolOf(device);
      const next = pool.oneTime.shift();
      if (next) return { bytes: next.bytes, lastResort: false, left: pool.oneTime.length };
      return pool.lastResort && { bytes: pool.lastResort.bytes, lastResort: true, left: 0 };
    },
    claimable(device) {
      if (withheld.has(device)) return false;
      const { oneTime, lastResort } = poolOf(device);
      return oneTime.length > 0 || lastResort !== undefined;
    },
    available(device) {
      const pool = poolOf(device);
      return { available: pool.oneTime.length, lastResort: pool.lastResort !== undefined };
    },
    forget: (device) => void pools.delete(device),
    drain(device, keep) {
      const pool = poolOf(device);
      pool.oneTime = pool.oneTime.slice(0, keep);
    },
    withhold(device, on) {
      if (on) withheld.add(device);
      else withheld.delete(device);
    },
  };
}
