import type { ClaimedKeyPackage, KeyDirectory } from './key-directory.ts';

export interface KeyGathering {
  readonly msisdn: string;
  /** IMEI of this device: it needs no invitation. */
  readonly device: string;
  readonly paired: boolean;
  readonly directory: () => KeyDirectory | undefined;
  readonly onProblem: (doing: string, reason: string) => void;
}

/** What was claimed of each participant and not used yet: a directory gives every KeyPackage once. */
export type TakenKeys = Map<string, readonly ClaimedKeyPackage[]>;

/**
 * Takes a KeyPackage of every device of everybody, and of the own other devices. All or nothing (facts: RCC.16): one
 * participant without any makes it `impossible`; a directory that does not answer, `later`.
 */
export async function claimKeys(
  { msisdn, device, paired, directory: find, onProblem }: KeyGathering,
  participants: readonly string[],
  taken: TakenKeys,
): Promise<readonly Uint8Array[] | 'later' | 'impossible'> {
  const directory = find();
  if (!directory || participants.length === 0) return 'impossible';
  const gathered: Uint8Array[] = [];
  for (const owner of paired ? [...participants, msisdn] : participants) {
    try {
      const claimed = taken.get(owner) ?? (await directory.claim(owner));
      taken.set(owner, claimed);
      const own = owner === msisdn;
      if (claimed.length === 0 && !own) {
        onProblem('claim a KeyPackage', `${owner} has none`);
        taken.delete(owner);
        return 'impossible';
      }
      gathered.push(...claimed.filter((key) => !own || key.device !== device).map(({ keyPackage }) => keyPackage));
    } catch (error) {
      onProblem('claim a KeyPackage', error instanceof Error ? error.message : String(error));
      return 'later';
    }
  }
  return gathered;
}
