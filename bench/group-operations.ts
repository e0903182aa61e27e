import type { EngineResult } from '../simulators/mls/engine/port.ts';
import { type CertifiedMember, certifiedMember, forgetVerified, lifetime, nowMs } from './certified-members.ts';
import { type Figure, type Scale, timeFigure } from './figure.ts';
import { operation } from './operation.ts';

/** The value of a result that must be good. */
export function good<T>(result: EngineResult<T>): T {
  if (!result.ok) throw new Error(`the bench's own MLS message is refused: ${result.problem}, ${result.detail}`);
  return result;
}

const groupId = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

async function founded(by: CertifiedMember, keyPackages: readonly Uint8Array[]) {
  const first = await by.engine.createGroup(groupId('bench'), by.identity, { era: 1, lifetime });
  return keyPackages.length === 0
    ? { group: first, welcome: undefined }
    : by.engine.commit(first, { add: keyPackages }, nowMs);
}

/** Making a KeyPackage, its DER chain in it. */
export async function keyPackageFigures({ rounds, batch }: Scale): Promise<Figure[]> {
  const member = certifiedMember(0);
  const make = async (): Promise<void> => {
    for (let n = 0; n < batch; n++) await member.bundle();
  };
  return [timeFigure('KeyPackage', 'us', await operation({ rounds, calls: batch }, make, () => {}))];
}

/**
 * What members of a group of `size` do. Creating it: founding it and adding everybody else in one commit. Adding: the
 * commit that makes it so large; joining from outside likewise. Commit and process: a self-update, and what another
 * member does with it. The tree is as the creation left it, where few parents are filled: the dearest there is.
 *
 * Everybody is alone: whoever comes in, or is let in, was never seen in this process; who was there before was.
 */
export async function groupFigures(size: number, scale: Scale): Promise<Figure[]> {
  const large = size > 100;
  const rounds = scale.rounds;
  const once = { rounds, calls: 1, warmCalls: large ? 1 : Math.min(4, scale.batch) };
  const calls = Math.min(scale.batch, Math.ceil(64 / size));
  const several = { rounds, calls };
  const members = Array.from({ length: size }, (_, index) => certifiedMember(index));
  const bundles = await Promise.all(members.map((member) => member.bundle()));
  const [creator, second] = members;
  const [secondBundle, lastBundle] = [bundles[1], bundles.at(-1)];
  const last = members.at(-1);
  if (!creator || !second || !secondBundle || !lastBundle || !last) throw new Error('a group has two members at least');
  const keyPackages = bundles.slice(1).map(({ message }) => message);
  const nobodyKnown = forgetVerified;

  const create = await operation(once, () => founded(creator, keyPackages), nobodyKnown);

  const smaller = (await founded(creator, keyPackages.slice(0, -1))).group;
  const adding = () => creator.engine.commit(smaller, { add: [lastBundle.message] }, nowMs);
  const add = await operation(once, adding, nobodyKnown);

  const whole = await founded(creator, keyPackages);
  const welcomed = await second.engine.join(whole.welcome ?? new Uint8Array(0), [secondBundle]);
  const { group: held } = good(welcomed);
  const updates = async () => {
    const made: Uint8Array[] = [];
    for (let n = 0; n < several.calls; n++) made.push((await creator.engine.commit(whole.group, {}, nowMs)).commit);
    return made;
  };
  const commit = await operation(several, updates, () => {});
  const processing = async (commits: readonly Uint8Array[]) => {
    for (const bytes of commits) good(await second.engine.process(held, bytes));
  };
  const process = await operation(several, processing, updates);

  const info = await creator.engine.groupInfo(smaller);
  const joining = async () => good(await last.engine.joinExternally(info, last.identity, { lifetime }, nowMs));
  const external = await operation(once, joining, nobodyKnown);
  const named = { create, add, commit, process, 'external join': external };
  return Object.entries(named).map(([name, taken]) => timeFigure(`${name}, N = ${size}`, 'ms', taken));
}

/** Encrypting and decrypting between two: each message is new, each signature verified. */
export async function messageFigures(bytes: number, scale: Scale): Promise<Figure[]> {
  const [ana, ben] = [certifiedMember(0), certifiedMember(1)];
  const bundle = await ben.bundle();
  const { group, welcome } = await founded(ana, [bundle.message]);
  let sending = group;
  let receiving = good(await ben.engine.join(welcome ?? new Uint8Array(0), [bundle])).group.messages;
  const [data, body] = [Buffer.alloc(60, 'a'), Buffer.alloc(bytes, 'x')];

  async function protect(): Promise<Uint8Array[]> {
    return Array.from({ length: scale.batch }, () => {
      const sent = ana.engine.protect(sending, data, () => body);
      sending = sent.group;
      return sent.message;
    });
  }
  async function unprotect(messages: readonly Uint8Array[]): Promise<void> {
    for (const message of messages) receiving = good(ben.engine.unprotect(receiving, message)).epoch;
  }
  const size = bytes < 1000 ? `${bytes} B` : `${bytes / 1024} KB`;
  const each = { rounds: scale.rounds, calls: scale.batch };
  const opening = await operation(each, unprotect, protect);
  const sealing = await operation(each, protect, () => {});
  return [timeFigure(`protect ${size}`, 'us', sealing), timeFigure(`unprotect ${size}`, 'us', opening)];
}
