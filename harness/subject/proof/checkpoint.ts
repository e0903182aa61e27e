import { hashBytes } from './merkle.ts';
import { fromBase64, isSignedBy, parseNote, type SignedNote, type VerifierKey } from './signed-note.ts';

/** What a log said of itself (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log it is. */
  readonly origin: string;
  /** How many leaves it has. */
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: SignedNote;
}

/** The checkpoint in a signed note, or nothing where it is none. Whose it is, isCheckpointOf says. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const note = parseNote(text);
  if (!note) return undefined;
  const [origin = '', size = '', root = '', ...extensions] = note.text.slice(0, -1).split('\n');
  const hash = fromBase64(root);
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || hash?.length !== hashBytes) return undefined;
  if (!Number.isSafeInteger(Number(size)) || extensions.includes('')) return undefined;
  return { origin, size: Number(size), root: hash, note };
}

/** Whether the log of this key signed the checkpoint; a log's key has the log's name. */
export const isCheckpointOf = (checkpoint: Checkpoint, key: VerifierKey): boolean =>
  checkpoint.origin === key.name && isSignedBy(checkpoint.note, key);
