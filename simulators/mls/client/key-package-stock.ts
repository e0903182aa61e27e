import type { Clock } from '../../kernel/clock.ts';
import type { KeyPackageBundle, MlsEngine } from '../engine/port.ts';
import type { Lifetime } from '../wire/leaf-node.ts';
import type { MlsClient } from './client.ts';
import { MlsClientError } from './client-error.ts';
import type { OwnIdentity } from './own-identity.ts';
import type { ClientRecord } from './record.ts';

/** RCC.16 allows leaf certificates 76 days at most; the hour before is for phones whose clocks are behind. Seconds. */
const lifetimeAfterS = 76 * 86400 - 3600;
const lifetimeBeforeS = 3600;

/** How long a leaf made now is good for. */
export function lifetimeFrom(clock: Pick<Clock, 'now'>): Lifetime {
  const nowS = Math.floor(clock.now() / 1000);
  return { notBefore: BigInt(nowS - lifetimeBeforeS), notAfter: BigInt(nowS + lifetimeAfterS) };
}

/** KeyPackages of a client whose secrets it still needs. */
export interface KeyPackageStock extends Pick<MlsClient, 'keyPackages'> {
  readonly secrets: () => readonly KeyPackageBundle[];
  /** A Welcome used it: a last resort stays. */
  used(bundle: KeyPackageBundle): void;
}

export function keyPackageStock(
  engine: MlsEngine,
  clock: Pick<Clock, 'now'>,
  { certified }: OwnIdentity,
  record: ClientRecord,
): KeyPackageStock {
  const lifetime = (): Lifetime => lifetimeFrom(clock);
  let bundles: readonly KeyPackageBundle[] = [];

  /** Without KeyPackages that are out of date, and last resorts older than the one a directory may still hand out. */
  function stillNeeded(): readonly KeyPackageBundle[] {
    const nowS = BigInt(Math.floor(clock.now() / 1000));
    const current = bundles.filter(({ lifetime: { notAfter } }) => notAfter >= nowS);
    const latestLastResort = current.findLast(({ lastResort }) => lastResort);
    return current.filter((bundle) => !bundle.lastResort || bundle === latestLastResort);
  }

  return {
    async keyPackages(count) {
      if (!(count >= 0)) throw new MlsClientError('the number of KeyPackages must not be negative');
      const ordinary: KeyPackageBundle[] = [];
      for (let index = 0; index < count; index++) {
        ordinary.push(await engine.createKeyPackage(certified(), { lifetime: lifetime(), lastResort: false }));
      }
      const lastResort = await engine.createKeyPackage(certified(), { lifetime: lifetime(), lastResort: true });
      bundles = [...stillNeeded(), ...ordinary, lastResort];
      record.keyPackages([...ordinary, lastResort].map(({ initKeyHash }) => initKeyHash));
      return { keyPackages: ordinary.map(({ message }) => message), lastResort: lastResort.message };
    },
    secrets: () => bundles,
    used(spent) {
      if (!spent.lastResort) bundles = bundles.filter((bundle) => bundle !== spent);
    },
  };
}
