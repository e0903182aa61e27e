import { classify } from './classify.ts';
import type { FailureClass } from './progress-events.ts';

/** A phone's session that was lost and made anew in the middle of a scenario. */
export interface Incident {
  readonly phone: string;
  /** Who was to blame: never the product, whose failures are not got over. */
  readonly class: Exclude<FailureClass, 'product'>;
  /** What the driver said. */
  readonly message: string;
}

export interface Recovered<T> {
  readonly value: T;
  /** Null: nothing was lost. */
  readonly incident: Incident | null;
}

export interface RecoveryOptions {
  /** The phone's name. */
  readonly phone: string;
  /** Gives it a new session, and says in the report why it needed one. */
  renew(incident: Incident): Promise<void>;
}

/**
 * Does what may be done twice. When the device is to blame for its failure, the phone gets a new session and it is done
 * once more; whatever else fails, and what fails again, is thrown as it is.
 * MUST NOT send anything in `body`: done twice it would be sent twice.
 */
export async function recovering<T>({ phone, renew }: RecoveryOptions, body: () => Promise<T>): Promise<Recovered<T>> {
  try {
    return { value: await body(), incident: null };
  } catch (error) {
    const blame = classify(error);
    if (blame !== 'device') throw error;
    const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    const incident: Incident = { phone, class: blame, message };
    await renew(incident);
    return { value: await body(), incident };
  }
}
