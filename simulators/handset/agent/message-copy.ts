import { timestamp } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { CapturedMessage } from './captured-message.ts';
import { canonicalBody, contentHash } from './content-hash.ts';
import type { Credentials, EndpointKey } from './credentials.ts';
import type { Upload } from './queue.ts';
import { type SealingKey, sealCopy } from './sealed-copy.ts';

/** Whom the enrolment has copies sealed to; nobody when it wants metadata only. */
function sealingKey({ mode, escrow }: Credentials, endpointKey: EndpointKey): SealingKey | undefined {
  if (mode === 'escrow' && escrow) return { to: 'escrow', kid: escrow.kid, publicKey: escrow.public_key };
  if (mode === 'endpoint-archive') return { to: 'endpoint', ...endpointKey };
  return undefined;
}

/** A captured message as it leaves the phone: hashed, and sealed where the enrolment asks for copies. */
export function messageCopy(
  message: CapturedMessage,
  credentials: Credentials,
  endpointKey: EndpointKey,
  random: Random,
): Upload {
  const { message_id, logical_message_id = message_id, direction, peer, body, version, change = 'created' } = message;
  const { tenant, custodian } = credentials;
  const device_timestamp = timestamp(message.sent_at_ms);
  const about = { tenant, message_id, logical_message_id, custodian, peer, direction, version, device_timestamp };
  const changed = change === 'created' ? {} : { change };
  if (body === null) return { ...about, ...changed, content_hash: null, sealed: null };
  const canonical = canonicalBody(body);
  const content_hash = contentHash(credentials.content_hash_key, canonical);
  const key = sealingKey(credentials, endpointKey);
  const sealed = key ? sealCopy(key, { ...about, content_hash }, canonical, random) : null;
  return { ...about, ...changed, content_hash, sealed };
}
