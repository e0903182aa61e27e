import type { Random } from '../../kernel/random.ts';
import { featureCapsHeader } from '../../protocol/assumptions.ts';
import { answerDigest, type DigestChallenge, parseDigestChallenge } from '../../protocol/digest.ts';
import { type Capabilities, parseFeatureTags, serialiseFeatureTags, supportsMls } from '../../protocol/feature-tags.ts';
import { type Header, headerValue } from '../../protocol/headers.ts';
import { newToken } from '../../protocol/message-id.ts';
import type { SipResponse } from '../../protocol/sip.ts';
import type { SipTransactions } from '../../protocol/sip-transactions.ts';
import type { Credentials } from './digest-fetch.ts';
import type { RequestWriter } from './sip-request.ts';

export interface RegistrationOptions {
  readonly random: Random;
  readonly sip: SipTransactions;
  readonly write: RequestWriter;
  readonly node: string;
  readonly msisdn: string;
  /** The P-CSCF. */
  readonly server: string;
  readonly domain: string;
  readonly credentials: Credentials;
}

export type RegisterOutcome =
  | {
      readonly ok: true;
      readonly expiresS: number /** Whether the carrier serves MLS at present. */;
      readonly mls: boolean;
    }
  | { readonly ok: false; readonly reason: string };

/** Seconds a phone asks to be registered for. */
const askedExpiresS = 3600;

/** SIP registration (RFC 3261 section 10) with Digest, under one Call-ID for the phone's life. */
export interface Registration {
  /** Registers or refreshes with these feature tags; `expiresS` 0 ends the registration. */
  register(capabilities: Capabilities, expiresS?: number): Promise<RegisterOutcome>;
}

export function registration(options: RegistrationOptions): Registration {
  const { random, sip, write, server, domain, credentials } = options;
  const callId = `${newToken(random)}@${options.node}`;
  const uri = `sip:${domain}`;
  let cseq = 0;
  let challenge: DigestChallenge | undefined;
  let nonceCount = 0;

  function authorization(): Header[] {
    if (!challenge) return [];
    const value = answerDigest(challenge, {
      username: credentials.userName,
      password: credentials.userPwd,
      method: 'REGISTER',
      uri,
      cnonce: newToken(random),
      nonceCount: ++nonceCount,
    });
    return [{ name: 'Authorization', value }];
  }

  function attempt(capabilities: Capabilities, expiresS: number): Promise<SipResponse | undefined> {
    const contact = `<sip:${options.msisdn}@${options.node}>${serialiseFeatureTags(capabilities)}`;
    const headers: Header[] = [
      { name: 'Contact', value: contact },
      { name: 'Expires', value: String(expiresS) },
      ...authorization(),
    ];
    return sip.request(
      server,
      write({ method: 'REGISTER', uri, to: `<${write.identity}>`, callId, cseq: ++cseq, headers }),
    ).outcome;
  }

  return {
    async register(capabilities, expiresS = askedExpiresS) {
      let response = await attempt(capabilities, expiresS);
      const header = response?.status === 401 ? headerValue(response.headers, 'WWW-Authenticate') : undefined;
      if (header !== undefined) {
        challenge = parseDigestChallenge(header);
        nonceCount = 0;
        response = await attempt(capabilities, expiresS);
      }
      if (!response) return { ok: false, reason: 'no answer to REGISTER' };
      if (response.status !== 200) return { ok: false, reason: `REGISTER was answered ${response.status}` };
      const granted = Number(headerValue(response.headers, 'Expires') ?? expiresS);
      const caps = headerValue(response.headers, featureCapsHeader);
      return { ok: true, expiresS: granted, mls: caps !== undefined && supportsMls(parseFeatureTags(caps)) };
    },
  };
}
