/** What was given to verify, or to verify with, cannot be read: nothing was verified. Says what to do. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Why a file or folder could not be read, in a word: `ENOENT`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
