import type { z } from 'zod';
import { p256PublicKeyObject } from '../../crypto/p256/key.ts';
import type { Clock } from '../../kernel/clock.ts';
import { exchange, failureCode } from '../../kernel/exchange.ts';
import { readBody } from '../../kernel/http-body.ts';
import type { Fetch } from '../../kernel/network.ts';
import type { Credentials, Installation, Mode } from './credentials.ts';
import { enrolmentAnswer, uploadAnswer } from './enterprise-answers.ts';
import type { Upload } from './queue.ts';

/** What a managed device is configured with. */
export interface EnrolmentSettings {
  readonly mode: Mode;
  /** The tenant's enrolment token. */
  readonly token: string;
  /** Without a trailing slash: `http://enterprise.test`, `http://platform.test`. */
  readonly enterpriseUrl: string;
  readonly platformUrl: string;
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

/** The enterprise's and the platform's edges, as the agent uses them: one attempt a call, and never an exception. */
export interface EnterpriseClient {
  enrol(custodian: string): Promise<Outcome & { readonly answer?: string; readonly credentials?: Credentials }>;
  upload(token: string, upload: Upload): Promise<Outcome>;
  handIn(token: string, upload: Upload): Promise<Outcome>;
  announce(token: string): Promise<Outcome>;
}

const timeoutMs = 10_000;
const limitBytes = 65_536;

function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return 'done';
  if (status === 401) return 'unauthenticated';
  if (status === 408 || status === 425 || status === 429 || status < 400 || status >= 500) return 'later';
  return 'refused';
}

export function enterpriseClient(
  { clock, fetch }: { readonly clock: Clock; readonly fetch: Fetch },
  settings: EnrolmentSettings,
  installation: Installation,
): EnterpriseClient {
  async function post(url: string, token: string, body: unknown): Promise<Outcome & { readonly text: string }> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    try {
      return await exchange({ clock, fetch, timeoutMs }, url, init, async (response) => {
        const text = Buffer.from(await readBody(response, limitBytes)).toString();
        return { status: response.status, error: null, verdict: verdictOf(response.status), text };
      });
    } catch (error) {
      return { status: null, error: failureCode(error), verdict: 'later', text: '' };
    }
  }

  return {
    async enrol(custodian) {
      const { mode, token, enterpriseUrl } = settings;
      const { kid, publicKey } = installation.endpointKey;
      const ownKey = { kid, public_key: Buffer.from(publicKey).toString('base64') };
      const { text, ...outcome } = await post(`${enterpriseUrl}/enrolments`, token, {
        installation_id: installation.id,
        custodian,
        mode,
        endpoint_key: mode === 'endpoint-archive' ? ownKey : null,
      });
      if (outcome.verdict !== 'done') return outcome;
      const credentials = read(text, enrolmentAnswer);
      return credentials && isUsable(credentials, custodian, mode)
        ? { ...outcome, answer: text, credentials }
        : { ...outcome, verdict: 'later' };
    },
    async upload(token, upload) {
      const { text, ...outcome } = await post(`${settings.enterpriseUrl}/records`, token, upload);
      if (outcome.verdict !== 'done') return outcome;
      return read(text, uploadAnswer) ? outcome : { ...outcome, verdict: 'later' };
    },
    handIn: (token, { message_id, version, content_hash }) =>
      post(`${settings.platformUrl}/content-hashes`, token, { message_id, version, content_hash }),
    announce: (token) => post(`${settings.platformUrl}/endpoints`, token, undefined),
  };
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
