import type { TrustedCheckpoint } from '../subject/export/check-log.ts';
import { isCheckpointOf, parseCheckpoint } from '../subject/proof/checkpoint.ts';
import type { VerifierKey } from '../subject/proof/signed-note.ts';
import { InputError } from './input-error.ts';
import { readText } from './key-file.ts';

/** Reads a checkpoint that was kept, and whose signature is verified now. @throws InputError */
export function readCheckpoint(path: string, key: VerifierKey | undefined): TrustedCheckpoint {
  const checkpoint = parseCheckpoint(readText(path, '--checkpoint'));
  if (!checkpoint) throw new InputError(`--checkpoint ${path} is no checkpoint (C2SP tlog-checkpoint).`);
  if (!key)
    throw new InputError(
      `--checkpoint ${path} says nothing without the log's key: give it with --key, or a journal that has it.`,
    );
  if (!isCheckpointOf(checkpoint, key))
    throw new InputError(`--checkpoint ${path} is not signed by the log's key: it is another log's, or was changed.`);
  const { origin, size, root } = checkpoint;
  return { from: `in ${path}`, origin, size, root };
}
