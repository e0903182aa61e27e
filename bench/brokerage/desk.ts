import { p256Generate } from '../../simulators/crypto/p256/key.ts';
import { createTenant } from '../../simulators/enterprise/tenant.ts';
import type { Credentials } from '../../simulators/handset/agent/credentials.ts';
import { messageCopy } from '../../simulators/handset/agent/message-copy.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';

/** One broker's phone. */
export interface Device {
  readonly custodian: string;
  readonly credentials: Credentials;
}

const peer = '+447700999999';
const connections = 16;

/** Enrols devices, `connections` at a time. @throws Error when one is refused */
export async function enrolDevices(origin: string, seed: string, count: number): Promise<Device[]> {
  const { enrolmentToken } = createTenant(seededRandom(seed).split('enterprise').split('tenant'));
  const devices: Device[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    while (next < count) {
      const number = next++;
      const custodian = `+4477${String(number).padStart(8, '0')}`;
      const installation_id = seededRandom(`${seed} installation ${number}`).uuid();
      const response = await fetch(`${origin}/enrolments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${enrolmentToken}` },
        body: JSON.stringify({ installation_id, custodian, mode: 'escrow', endpoint_key: null }),
      });
      if (!response.ok) throw new Error(`device ${number} is not enrolled: HTTP ${response.status}`);
      const { escrow, content_hash_key, ...about } = (await response.json()) as EnrolmentAnswer;
      devices[number] = {
        custodian,
        credentials: {
          ...about,
          escrow: escrow && { ...escrow, public_key: bytes(escrow.public_key) },
          content_hash_key: { ...content_hash_key, key: bytes(content_hash_key.key) },
        } as Credentials,
      };
    }
  }
  await Promise.all(Array.from({ length: connections }, lane));
  return devices;
}

interface EnrolmentAnswer {
  readonly escrow: { readonly kid: string; readonly public_key: string } | null;
  readonly content_hash_key: { readonly kid: string; readonly key: string };
}

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

const unusedKey = { kid: 'none', ...p256Generate(seededRandom('no endpoint key')) };

/** A message as its device uploads it: hashed and sealed. What the endpoint pays for it. */
export function sealedUpload({ custodian, credentials }: Device, number: number, sentAtMs: number): string {
  const message = {
    message_id: `B${number}`,
    direction: 'out' as const,
    peer,
    body: `order ${number}: 100 at 42, confirm before noon please`,
    sent_at_ms: sentAtMs,
    version: 1,
  };
  return JSON.stringify(messageCopy(message, credentials, unusedKey, seededRandom(`${custodian} ${number}`)));
}
