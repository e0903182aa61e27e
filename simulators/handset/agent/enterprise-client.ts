import type { z } from 'zod';
import { p256PublicKeyObject } from '../../crypto/p256/key.ts';
import type { Clock } from '../../kernel/clock.ts';
import { exchange, failureCode } from '../../kernel/exchange.ts';
import { readBody } from '../../kernel/http-body.ts';
import type { Fetch } from '../../kernel/network.ts';
import type { Credentials, Installation, Mode } from './credentials.ts';
import {
  batchAnswer,
  enrolmentAnswer,
  headAnswer,
  problemAnswer,
  type UploadAnswer,
  uploadAnswer,
} from './enterprise-answers.ts';
import type { ChainHead } from './manifest.ts';
import type { Upload } from './queue.ts';

/** What a managed device is configured with. */
export interface EnrolmentSettings {
  readonly mode: Mode;
  /** The tenant's enrolment token. */
  readonly token: string;
  /** Without a trailing slash: `http://enterprise.test`, `http://platform.test`. */
  readonly enterpriseUrl: string;
  /** Null: content hashes are handed to nobody. */
  readonly platformUrl: string | null;
  /** Whether each upload goes with a manifest that the device signs; default: none. */
  readonly manifests?: 'signed' | 'none';
  /** What the custodian agreed to: who, when, and SHA-256 (hex) of the text that they were shown. */
  readonly consent?: { readonly given_by: string; readonly given_at: string; readonly text_sha256: string };
  /** Asks the organisation's device management on the phone for a proof of this device; at every attempt, since it is short-lived. */
  readonly managedDevice?: (device: EnrollingDevice) => string;
}

/** What a proof of a managed device is about. */
export interface EnrollingDevice {
  readonly installation_id: string;
  readonly custodian: string;
  /** Ed25519, base64; null where the device signs no manifests. */
  readonly device_key: string | null;
}

/** What an answer, or its absence, means for the agent. */
export type Verdict =
  | 'done'
  /** Try again later: no connection, a fault of theirs, or an answer that cannot be theirs. */
  | 'later'
  /** The token is not known any more. */
  | 'unauthenticated'
  /** It will never be taken. */
  | 'refused';

export interface Outcome {
  /** Null where no response came. */
  readonly status: number | null;
  readonly error: string | null;
  readonly verdict: Verdict;
}

/** What became of one upload. */
export interface UploadOutcome extends Outcome {
  /** What the archive says of a record that it has. */
  readonly answer?: UploadAnswer;
  /** The archive's chain of this device is somewhere else than the upload's manifest assumes. */
  readonly offChain: boolean;
}

/** What became of an attempt to enrol. */
export interface Enrolling extends Outcome {
  readonly answer?: string;
  readonly credentials?: Credentials;
}

/** The most uploads in one request. */
export const largestBatch = 50;

/** The enterprise's and the platform's edges, as the agent uses them: one attempt a call, and never an exception. */
export interface EnterpriseClient {
  enrol(custodian: string): Promise<Enrolling>;
  /** One outcome an upload, in order: a request for one of them, a batch for more. */
  upload(token: string, uploads: readonly Upload[]): Promise<readonly UploadOutcome[]>;
  /** Where the archive's chain of this device's manifests is. */
  chainHead(token: string): Promise<ChainHead | undefined>;
  handIn(token: string, upload: Upload): Promise<Outcome>;
  announce(token: string): Promise<Outcome>;
}

const timeoutMs = 10_000;
const limitBytes = 65_536;
/** Refusals that a manifest with another place in the chain would not get. */
const chainProblems: ReadonlySet<string> = new Set(['manifest-gap', 'manifest-fork']);

function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return 'done';
  if (status === 401) return 'unauthenticated';
  if (status === 408 || status === 425 || status === 429 || status < 400 || status >= 500) return 'later';
  return 'refused';
}

type Answered = Outcome & { readonly text: string };

export function enterpriseClient(
  { clock, fetch }: { readonly clock: Clock; readonly fetch: Fetch },
  settings: EnrolmentSettings,
  installation: Installation,
): EnterpriseClient {
  /** An archive that has no batches is asked once. */
  let takesBatches = true;

  const post = (url: string, token: string, body: unknown): Promise<Answered> => ask('POST', url, token, body);

  async function ask(method: 'GET' | 'POST', url: string, token: string, body?: unknown): Promise<Answered> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    try {
      return await exchange({ clock, fetch, timeoutMs }, url, init, async (response) => {
        const text = Buffer.from(await readBody(response, limitBytes)).toString();
        return { status: response.status, error: null, verdict: verdictOf(response.status), text };
      });
    } catch (error) {
      return { status: null, error: failureCode(error), verdict: 'later', text: '' };
    }
  }

  async function enrolWith(custodian: string, renew: boolean): Promise<Enrolling & { readonly problem?: string }> {
    const { mode, token, enterpriseUrl } = settings;
    const { kid, publicKey } = installation.endpointKey;
    const ownKey = { kid, public_key: Buffer.from(publicKey).toString('base64') };
    const deviceKey = Buffer.from(installation.deviceKey.publicKey).toString('base64');
    const { text, ...outcome } = await post(`${enterpriseUrl}/enrolments`, token, {
      installation_id: installation.id,
      custodian,
      mode,
      endpoint_key: mode === 'endpoint-archive' ? ownKey : null,
      ...(settings.manifests === 'signed' && { device_key: deviceKey }),
      ...(settings.consent && { consent: settings.consent }),
      ...(renew && { renew }),
      ...(settings.managedDevice && {
        managed_device: settings.managedDevice({
          installation_id: installation.id,
          custodian,
          device_key: settings.manifests === 'signed' ? deviceKey : null,
        }),
      }),
    });
    if (outcome.verdict !== 'done') return { ...outcome, problem: problemName(read(text, problemAnswer)) };
    const credentials = read(text, enrolmentAnswer);
    return credentials && isUsable(credentials, custodian, mode)
      ? { ...outcome, answer: text, credentials }
      : { ...outcome, verdict: 'later' };
  }

  return {
    async enrol(custodian) {
      const answered = await enrolWith(custodian, false);
      // The device's management has changed what it is to enrol with. An enrolment that was ended is refused otherwise.
      return answered.problem === 'enrolled-otherwise' ? enrolWith(custodian, true) : answered;
    },
    async upload(token, uploads) {
      if (takesBatches && uploads.length > 1) {
        const answered = await post(`${settings.enterpriseUrl}/records/batch`, token, { uploads });
        takesBatches = answered.status !== 404 && answered.status !== 405;
        // What refuses a batch as a whole says nothing of its uploads: alone each of them may be taken.
        if (answered.verdict !== 'refused') return inBatch(answered, uploads.length);
      }
      const outcomes: UploadOutcome[] = [];
      for (const upload of uploads) {
        const { text, ...outcome } = await post(`${settings.enterpriseUrl}/records`, token, upload);
        outcomes.push(ofOne(outcome, read(text, uploadAnswer), read(text, problemAnswer)));
      }
      return outcomes;
    },
    async chainHead(token) {
      const { text, verdict } = await ask('GET', `${settings.enterpriseUrl}/manifests/head`, token);
      return verdict === 'done' ? read(text, headAnswer) : undefined;
    },
    handIn: (token, { message_id, version, content_hash }) =>
      toPlatform('/content-hashes', token, { message_id, version, content_hash }),
    announce: (token) => toPlatform('/endpoints', token, undefined),
  };

  async function toPlatform(path: string, token: string, body: unknown): Promise<Outcome> {
    const { platformUrl } = settings;
    return platformUrl === null
      ? { status: null, error: null, verdict: 'done' }
      : post(`${platformUrl}${path}`, token, body);
  }
}

/** The last part of a problem's type: which it is. */
const problemName = (problem?: { readonly type: string }): string => problem?.type.split(':').at(-1) ?? '';

/** An upload's outcome. A 2xx that says nothing of a record is not the archive's. */
function ofOne(outcome: Outcome, answer?: UploadAnswer, problem?: { readonly type: string }): UploadOutcome {
  if (outcome.verdict === 'done') {
    return answer ? { ...outcome, answer, offChain: false } : { ...outcome, verdict: 'later', offChain: false };
  }
  const offChain = chainProblems.has(problemName(problem));
  return { ...outcome, verdict: offChain ? 'later' : outcome.verdict, offChain };
}

/** The outcomes of a batch; where the batch itself was not taken, its outcome is that of each. */
function inBatch({ text, ...outcome }: Answered, count: number): readonly UploadOutcome[] {
  const outcomes = outcome.verdict === 'done' ? read(text, batchAnswer)?.outcomes : undefined;
  return Array.from({ length: count }, (_, index) => {
    const one = outcomes?.[index];
    if (one) return ofOne({ ...outcome, status: one.status, verdict: verdictOf(one.status) }, one.record, one.problem);
    return { ...outcome, verdict: outcome.verdict === 'done' ? 'later' : outcome.verdict, offChain: false };
  });
}

/** Whether an answer is for us and can be sealed to: a key off the curve would fail every message later. */
function isUsable({ custodian, mode, escrow }: Credentials, ours: string, wanted: Mode): boolean {
  if (custodian !== ours || mode !== wanted) return false;
  if (mode !== 'escrow') return true;
  try {
    return escrow !== null && p256PublicKeyObject(escrow.public_key).type === 'public';
  } catch {
    return false;
  }
}

function read<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON: not the enterprise's answer
  }
}
