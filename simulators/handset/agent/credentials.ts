import type { z } from 'zod';
import { p256Generate } from '../../crypto/p256/key.ts';
import type { Random } from '../../kernel/random.ts';
import { enrolmentAnswer } from './enterprise-answers.ts';
import type { AgentStorage } from './storage.ts';

export type Mode = z.infer<typeof enrolmentAnswer>['mode'];
export type Credentials = z.infer<typeof enrolmentAnswer>;

/** The key of the endpoint's own archive; it never leaves the phone. */
export interface EndpointKey {
  readonly kid: string;
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Who this installation is, drawn once and kept. */
export interface Installation {
  readonly id: string;
  readonly endpointKey: EndpointKey;
}

const installationKey = 'archive/installation';
const credentialsKey = 'archive/credentials';

export function installation(storage: AgentStorage, random: Random): Installation {
  const kept = storage.get(installationKey);
  const id = kept ?? random.split('installation').uuid();
  try {
    if (kept === undefined) storage.set(installationKey, id);
  } catch {
    // The storage is full. The next run of this incarnation draws the same id.
  }
  // The key follows from the installation, so keeping the id keeps the key.
  const own = random.split(`endpoint key ${id}`);
  return { id, endpointKey: { kid: `endpoint-${id.slice(0, 8)}`, ...p256Generate(own) } };
}

/** The enrolment that an earlier run of the app was given; nothing when there was none, or for somebody or something else. */
export function keptCredentials(storage: AgentStorage, custodian: string, mode: Mode): Credentials | undefined {
  const text = storage.get(credentialsKey);
  if (text === undefined) return undefined;
  const { data } = enrolmentAnswer.safeParse(JSON.parse(text));
  return data?.custodian === custodian && data.mode === mode ? data : undefined;
}

/** Keeps the enterprise's answer as it came. */
export const keepCredentials = (storage: AgentStorage, answer: string): void => storage.set(credentialsKey, answer);
