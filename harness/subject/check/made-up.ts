import type { z } from 'zod';
import { p256Generate } from '../../../simulators/crypto/p256/key.ts';
import type { Random } from '../../../simulators/kernel/random.ts';
import { enrolmentResponse } from '../contract/enrolment.ts';
import type { messageEvent } from '../contract/message-event.ts';
import type { recordUpload } from '../contract/record.ts';
import type { Bench } from './bench.ts';

export type MessageEvent = z.infer<typeof messageEvent>;
export type RecordUpload = z.infer<typeof recordUpload>;
export type Enrolment = z.infer<typeof enrolmentResponse>;

/** A word that is nowhere else: what was stored of a request is found by it. */
export const token = (random: Random): string => `check-${Buffer.from(random.bytes(9)).toString('hex')}`;

/** A number that nobody has (Ofcom keeps 07700 900000 .. 900999 for drama). */
export const msisdn = (random: Random): string => `+447700900${String(random.below(1000)).padStart(3, '0')}`;

export const keyedHash = (random: Random, kid: string): string =>
  `hmac-sha256:${kid}:${Buffer.from(random.bytes(32)).toString('hex')}`;

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A point of the curve that nobody has the private half of. */
export const publicKey = (random: Random): string => base64(p256Generate(random).publicKey);

/** Looks like a point of the curve and is none. */
export const offTheCurve = base64(Buffer.from([4, ...Array(64).fill(0)]));

const second = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString();

/** A well-formed event about a message of its own. */
export function event(
  { random, clock }: Pick<Bench, 'random' | 'clock'>,
  change: Partial<MessageEvent> = {},
): MessageEvent {
  return {
    message_id: token(random),
    sender_hash: keyedHash(random, 'identifier-1'),
    recipient_hash: keyedHash(random, 'identifier-1'),
    conversation_hash: keyedHash(random, 'identifier-1'),
    sent_timestamp: second(clock.now()),
    status: 'sent',
    content_hash: null,
    attachment_refs: [],
    ...change,
  };
}

/** Enrols a device of its own. @throws CheckFailure */
export function enrol(
  bench: Bench,
  change: { readonly mode?: 'metadata-only' | 'endpoint-archive' | 'escrow'; readonly at?: Bench['tenant'] } = {},
): Promise<Enrolment> {
  const { mode = 'escrow', at = bench.tenant } = change;
  const json = {
    installation_id: bench.random.uuid(),
    custodian: msisdn(bench.random),
    mode,
    endpoint_key: mode === 'endpoint-archive' ? { kid: 'own-1', public_key: publicKey(bench.random) } : null,
  };
  return bench.succeed('enrolDevice', { token: at.enrolmentToken, json, at }, enrolmentResponse);
}

/** A well-formed upload of an enrolled device; nobody can open its copy. */
export function upload(
  { random, clock }: Pick<Bench, 'random' | 'clock'>,
  { tenant, custodian, escrow, content_hash_key }: Enrolment,
  change: Partial<RecordUpload> = {},
): RecordUpload {
  const message_id = token(random);
  return {
    tenant,
    message_id,
    logical_message_id: message_id,
    custodian,
    peer: msisdn(random),
    direction: 'out',
    version: 1,
    device_timestamp: new Date(clock.now()).toISOString(),
    content_hash: keyedHash(random, content_hash_key.kid),
    sealed: {
      to: escrow ? 'escrow' : 'endpoint',
      kid: escrow?.kid ?? 'own-1',
      enc: publicKey(random),
      ciphertext: base64(random.bytes(96)),
    },
    change: 'created',
    manifest: null,
    ...change,
  };
}
