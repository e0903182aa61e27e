import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import type { Group, KeyPackageBundle, MlsEngine } from '../mls/engine/port.ts';
import { parseKeyPackage } from '../mls/wire/key-package.ts';
import { protocolVersionMls10, wireFormats } from '../mls/wire/registry.ts';
import { uint16 } from '../mls/wire/writer.ts';
import { forcedCommit } from './forced-commit.ts';
import type { Overheard } from './overheard.ts';

/** How a thief gets on from a state that he has to the epochs that follow. */
export interface Pursuit {
  /** Follows the commits that were overheard, by the rules or by guessing, up to `epoch` or as far as it goes. */
  follow(group: Group, groupId: string, epoch: bigint): Promise<Group>;
  /** Joins a group with stolen KeyPackage secrets: those of any KeyPackage that its commits add, under whatever name. */
  join(bundles: readonly KeyPackageBundle[], groupId: string, epoch: bigint): Promise<Group | undefined>;
}

const keyPackageHead = Buffer.concat([uint16(protocolVersionMls10), uint16(wireFormats.keyPackage)]);

export function pursuit(engine: MlsEngine, suite: CiphersuiteImpl, wire: Overheard): Pursuit {
  async function next(group: Group, commit: Uint8Array): Promise<Group | undefined> {
    const processed = await engine.process(group, commit);
    if (processed.ok) return processed.group;
    // Whatever the library has against it, the guess did not succeed.
    return forcedCommit(group, commit, suite).catch(() => undefined);
  }

  return {
    async follow(from, groupId, epoch) {
      let group = from;
      while (group.epoch < epoch) {
        let after: Group | undefined;
        for (const { bytes } of wire.commits(groupId, group.epoch)) after ??= await next(group, bytes);
        if (!after) return group;
        group = after;
      }
      return group;
    },
    async join(bundles, groupId, epoch) {
      for (let past = 0n; past < epoch; past++) {
        for (const { added } of wire.commits(groupId, past)) {
          for (const encoded of added) {
            const message = Buffer.concat([keyPackageHead, encoded]);
            const view = parseKeyPackage(message);
            const welcome = view.ok ? wire.welcome(view.value.ref) : undefined;
            const same = view.ok && bundles.find(({ initKeyHash }) => initKeyHash === view.value.initKeyHash);
            if (!view.ok || !same || !welcome) continue;
            const joined = await engine.join(welcome, [{ ...same, message, ref: view.value.ref }]);
            if (joined.ok) return joined.group;
          }
        }
      }
      return undefined;
    },
  };
}
