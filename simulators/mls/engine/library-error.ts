import { CryptoVerificationError, MlsError } from 'ts-mls/mlsError.js';
import { CryptoError } from '../../crypto/crypto-error.ts';
import type { EngineProblem } from './port.ts';

/**
 * What the library threw over bytes from outside, as a result. It reports bad input in many ways, a TypeError for a
 * missing tree node among them; whatever it is, the message is refused and nothing was changed.
 */
export function refusal(error: unknown): {
  readonly ok: false;
  readonly problem: EngineProblem;
  readonly detail: string;
} {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof CryptoVerificationError || error instanceof CryptoError) {
    return { ok: false, problem: 'not-authentic', detail };
  }
  if (error instanceof MlsError && /credential/i.test(detail))
    return { ok: false, problem: 'invalid-credential', detail };
  return { ok: false, problem: 'invalid', detail };
}
