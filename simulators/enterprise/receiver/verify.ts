import type { Clock } from '../../kernel/clock.ts';
import { articleEvent } from '../article/article-event.ts';
import { articleId, isBodySigned, takeSignature } from '../article/signed-body.ts';
import { checkJson, jsonValue } from '../http/json-body.ts';
import { Problem } from '../http/problem.ts';
import { digestFits } from '../http-signatures/content-digest.ts';
import { webhookTag } from '../http-signatures/sign.ts';
import { coveredNames, isHttpSigned, readSignatures } from '../http-signatures/verify.ts';
import { messageEvent } from '../message-event.ts';
import { isPushSigned, pushEnvelope } from '../rbm/push.ts';
import { rbmEvent, rbmId, renameUser } from '../rbm/rbm-event.ts';
import type { WebhookSecret } from '../standard-webhooks/keys.ts';
import { isSigned, isTimely, readHeaders, toleranceMs, type VerifyingKeys } from '../standard-webhooks/signature.ts';
import type { ToldEvent } from '../told-event.ts';
import type { WebhookProfile } from '../webhook-profile.ts';
import type { KeySet } from './key-set.ts';

export interface VerifierOptions {
  readonly clock: Clock;
  readonly profile: WebhookProfile;
  /** The shared secrets accepted now; several during a rotation. */
  readonly secrets: () => readonly WebhookSecret[] | Promise<readonly WebhookSecret[]>;
  readonly keySet: KeySet;
  /** Profile `rbm`: the tokens that sign; several while one replaces another. */
  readonly clientTokens: readonly string[];
  /** Profile `rfc9421`: where this receiver is, as senders call it. Default: as the request says. */
  readonly endpoint?: string | undefined;
  /** Profile `rbm`: the pseudonym of a number, which alone is kept. */
  readonly pseudonym: (number: string) => string;
}

/** A delivery of which it is known who made it. */
export interface Verified {
  /** What it is stored under: the same for every copy of it. */
  readonly webhookId: string;
  readonly event: ToldEvent;
}

export type Verify = (request: Pick<Request, 'method' | 'url' | 'headers'>, body: Uint8Array) => Promise<Verified>;

const notSigned = (): Problem => new Problem('not-signed', 'no signature verifies');
const notTimely = (): Problem => new Problem('not-timely', `more than ${toleranceMs / 1000} s from now`);

/**
 * Verifies a delivery of the profile that the receiver is set to, and only then reads what it says. Two profiles keep their
 * signature inside the body, which is taken apart as far as it takes to find it.
 * @throws Problem `malformed`, `not-signed` or `not-timely` from what it gives
 */
export function verifier(options: VerifierOptions): Verify {
  const profiles: Readonly<Record<WebhookProfile, Verify>> = {
    standard: (request, body) => standard(options, request, body),
    rfc9421: (request, body) => rfc9421(options, request, body),
    article: (_request, body) => article(options, body),
    rbm: async (request, body) => rbm(options, request, body),
  };
  return profiles[options.profile];
}

/** Tries the public keys at hand, and once more when the platform has others by now. */
async function byPublicKey(keySet: KeySet, signed: (keys: VerifyingKeys) => boolean): Promise<boolean> {
  const published = async () => ({ secrets: [], ed25519: await keySet.current() });
  if (signed(await published())) return true;
  return (await keySet.renew()) && signed(await published());
}

const standard = async (
  { clock, secrets, keySet }: VerifierOptions,
  request: Pick<Request, 'headers'>,
  body: Uint8Array,
): Promise<Verified> => {
  const headers = readHeaders(request.headers);
  if ('problem' in headers) throw new Problem('malformed', headers.problem);
  if (!isTimely(headers, clock.now())) throw notTimely();
  const byPublic = headers.signatures.some(({ version }) => version === 'v1a');
  const signed =
    isSigned(headers, { secrets: await secrets(), ed25519: [] }, body) ||
    (byPublic && (await byPublicKey(keySet, (keys) => isSigned(headers, keys, body))));
  if (!signed) throw notSigned();
  return { webhookId: headers.id, event: checkJson(jsonValue(body), messageEvent) };
};

/** What a signature must cover to count: without its digest or its id, the body or the id could be another. */
const demanded = ['@method', '@authority', '@path', 'content-digest', 'webhook-id'];

async function rfc9421(
  { clock, secrets, keySet, endpoint }: VerifierOptions,
  request: Pick<Request, 'method' | 'url' | 'headers'>,
  body: Uint8Array,
): Promise<Verified> {
  const { method, headers } = request;
  const webhookId = headers.get('webhook-id') ?? '';
  if (!/^[\w-]{1,128}$/.test(webhookId)) throw new Problem('malformed', 'webhook-id is missing or malformed');
  const read = readSignatures(headers);
  if ('problem' in read) throw new Problem('malformed', read.problem);
  const whole = read.filter((one) => {
    const names = coveredNames(one);
    return demanded.every((name) => names.includes(name)) && one.created !== undefined && one.tag === webhookTag;
  });
  if (whole.length === 0)
    throw new Problem(
      'not-signed',
      `a signature has created, the tag ${webhookTag}, and covers ${demanded.join(', ')}`,
    );
  const nowMs = clock.now();
  const timely = whole.filter(({ created = 0, expires }) => {
    const inTime = Math.abs(nowMs - created * 1000) <= toleranceMs;
    return inTime && (expires === undefined || expires * 1000 >= nowMs);
  });
  if (timely.length === 0) throw notTimely();
  if (!digestFits(headers.get('content-digest'), body))
    throw new Problem('not-signed', 'Content-Digest is not the body’s');
  const message = { method, url: endpoint ?? request.url, headers };
  const by = (keys: VerifyingKeys): boolean => timely.some((one) => isHttpSigned(one, message, keys));
  const signed = by({ secrets: await secrets(), ed25519: [] }) || (await byPublicKey(keySet, by));
  if (!signed) throw notSigned();
  return { webhookId, event: checkJson(jsonValue(body), messageEvent) };
}

async function article({ keySet }: VerifierOptions, body: Uint8Array): Promise<Verified> {
  const found = takeSignature(jsonValue(body));
  if (!found) throw new Problem('malformed', 'the body has no base64 signature of 64 bytes');
  if (!(await byPublicKey(keySet, ({ ed25519 }) => isBodySigned(found, ed25519)))) throw notSigned();
  const event = checkJson(found.content, articleEvent);
  return { webhookId: articleId(event), event };
}

function rbm(
  { clientTokens, pseudonym }: VerifierOptions,
  { headers }: Pick<Request, 'headers'>,
  body: Uint8Array,
): Verified {
  const { message } = checkJson(jsonValue(body), pushEnvelope);
  const data = Buffer.from(message.data, 'base64');
  if (!isPushSigned(headers.get('x-goog-signature') ?? '', clientTokens, data)) throw notSigned();
  const event = renameUser(checkJson(jsonValue(data), rbmEvent), pseudonym);
  return { webhookId: rbmId(event), event };
}
