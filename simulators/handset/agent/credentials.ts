import type { z } from 'zod';
import { ed25519Generate } from '../../crypto/ed25519.ts';
import { type KeyPair, p256Generate } from '../../crypto/p256/key.ts';
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
  /** Ed25519: signs manifests. */
  readonly deviceKey: KeyPair;
}

const installationKey = 'archive/installation';
const endpointKeyKey = 'archive/endpoint-key';
const deviceKeyKey = 'archive/device-key';
const credentialsKey = 'archive/credentials';

export function installation(storage: AgentStorage, random: Random): Installation {
  const id = kept(storage, installationKey, () => random.split('installation').uuid());
  const own = random.split(`endpoint key ${id}`);
  const endpoint = kept(storage, endpointKeyKey, () => text(p256Generate(own)));
  const device = kept(storage, deviceKeyKey, () => text(ed25519Generate(random.split(`device key ${id}`))));
  return { id, endpointKey: { kid: `endpoint-${id.slice(0, 8)}`, ...keyPair(endpoint) }, deviceKey: keyPair(device) };
}

/** What an earlier run of the app drew, or a fresh one. */
function kept(storage: AgentStorage, key: string, draw: () => string): string {
  const before = storage.get(key);
  if (before !== undefined) return before;
  const fresh = draw();
  try {
    storage.set(key, fresh);
  } catch {
    // The storage is full. The next run of this incarnation draws the same.
  }
  return fresh;
}

const text = ({ privateKey, publicKey }: KeyPair): string =>
  [privateKey, publicKey].map((key) => Buffer.from(key).toString('base64')).join(' ');

function keyPair(kept: string): KeyPair {
  const [privateKey = '', publicKey = ''] = kept.split(' ');
  const bytes = (key: string): Uint8Array => new Uint8Array(Buffer.from(key, 'base64'));
  return { privateKey: bytes(privateKey), publicKey: bytes(publicKey) };
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
