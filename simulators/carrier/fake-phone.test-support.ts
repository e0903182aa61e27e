import type { Clock } from '../kernel/clock.ts';
import type { Network } from '../kernel/network.ts';
import type { Random } from '../kernel/random.ts';
import { conferenceFactory, groupUri, parseConferenceUri } from '../protocol/conference-uri.ts';
import { type Cpim, parseCpim, serialiseCpim } from '../protocol/cpim.ts';
import { answerDigest, parseDigestChallenge } from '../protocol/digest.ts';
import {
  type Capabilities,
  fullCapabilities,
  parseFeatureTags,
  serialiseFeatureTags,
} from '../protocol/feature-tags.ts';
import { type GroupRequest, groupDataContentType, serialiseGroupRequest } from '../protocol/group-data.ts';
import { type Header, headerValue } from '../protocol/headers.ts';
import { type Imdn, imdnContentType, serialiseImdn } from '../protocol/imdn.ts';
import { newMessageId, newToken, newUuid } from '../protocol/message-id.ts';
import { isMsrp, parseMsrp } from '../protocol/msrp.ts';
import { msrpChunks, msrpReassembly } from '../protocol/msrp-message.ts';
import { msrpTransactions } from '../protocol/msrp-transactions.ts';
import { type ProvisioningDocument, parseProvisioningDocument } from '../protocol/provisioning-document.ts';
import { imsiOf, type ProvisioningRequest, serialiseProvisioningRequest } from '../protocol/provisioning-request.ts';
import { resourceListsContentType, serialiseResourceLists } from '../protocol/resource-lists.ts';
import { standardTimers } from '../protocol/retransmission.ts';
import { parseSdp, serialiseSdp, wrappedTypes } from '../protocol/sdp.ts';
import { pagerLimitBytes, parseSip, type SipRequest, type SipResponse } from '../protocol/sip.ts';
import { reasonOf } from '../protocol/sip-response.ts';
import { sentLength, sipTransactions } from '../protocol/sip-transactions.ts';
import { domainOf, partyUri, sipIdentity, telUri } from '../protocol/uri.ts';

/** What came in, once for each that the transaction layer handed up. */
export interface Received {
  readonly cpim: Cpim;
  readonly asserted: string | undefined;
  readonly mode: 'pager' | 'session';
  readonly callId: string | undefined;
}

/** How a send ended, pager and session alike. */
export interface SendResult {
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly mode: 'pager' | 'session';
  readonly id: string;
}

export interface FakePhoneOptions {
  readonly name: string;
  readonly msisdn: string;
  readonly carrier: string;
  readonly clock: Clock;
  readonly network: Network;
  readonly random: Random;
  /** Default: the same for every phone. */
  readonly imei?: string;
}

export type FakePhone = ReturnType<typeof fakePhone>;

/** A phone without a mind: does what the test says, answers what the wire demands. */
export function fakePhone({
  name,
  msisdn,
  carrier,
  clock,
  network,
  random,
  imei = '356938035643809',
}: FakePhoneOptions) {
  const domain = domainOf(carrier);
  const fetch = network.fetchFrom(name);
  const received: Received[] = [];
  const asked: string[] = [];
  const sessions = new Map<
    string,
    { invite: SipRequest; reassembly: ReturnType<typeof msrpReassembly>; done: boolean }
  >();
  const conversationId = newUuid(random);
  let capabilities: Capabilities = fullCapabilities;
  let document: ProvisioningDocument | undefined;
  let cseq = 100_000; // of one length throughout, so that sizes can be foretold
  /** Answers of the next MESSAGEs and SENDs, instead of 200. */
  const answers: number[] = [];

  const send = (to: string, summary: string, bytes: Uint8Array): void => network.send(name, to, summary, bytes);
  const layer = { node: name, clock, timers: standardTimers, send };
  const contact = (): Header => ({
    name: 'Contact',
    value: `<sip:${msisdn}@${name}>${serialiseFeatureTags(capabilities)}`,
  });
  const sip = sipTransactions({
    ...layer,
    random,
    onRequest(request, _from, respond) {
      if (request.method === 'MESSAGE') {
        const status = answers.shift() ?? 200;
        if (status < 300) take(request, request.body, 'pager');
        respond(status);
      } else if (request.method === 'OPTIONS') {
        asked.push(headerValue(request.headers, 'Contact') ?? '');
        respond(200, { headers: [contact()] });
      } else if (request.method === 'INVITE') {
        const path = `msrps://${name}/${newToken(random)};tcp`;
        sessions.set(path, { invite: request, reassembly: msrpReassembly(), done: false });
        const body = serialiseSdp({ ...sdpBase(), path, setup: 'active' });
        respond(200, { headers: [{ name: 'Content-Type', value: 'application/sdp' }], body });
      } else if (request.method === 'BYE') respond(200);
    },
  });
  const msrp = msrpTransactions({
    ...layer,
    onRequest(request, _from, respond) {
      const session = sessions.get(request.toPath);
      if (!session) return respond(481, 'no-session');
      const whole = session.reassembly.accept(request);
      if (whole && !session.done) {
        session.done = true;
        take(session.invite, whole.body, 'session');
      }
      respond(200, 'OK');
    },
  });

  function sdpBase() {
    return { sessionId: '1', host: name, acceptTypes: ['message/cpim'], acceptWrappedTypes: wrappedTypes };
  }

  function take(request: SipRequest, body: Uint8Array, mode: Received['mode']): void {
    const asserted = headerValue(request.headers, 'P-Asserted-Identity');
    received.push({ cpim: parseCpim(body), asserted, mode, callId: headerValue(request.headers, 'Call-ID') });
  }

  let leave = join();
  function join(): () => void {
    return network.join(name, (bytes, from) => {
      if (isMsrp(bytes)) msrp.receive(parseMsrp(bytes), from);
      else sip.receive(parseSip(bytes), from);
    });
  }

  function request(
    method: string,
    to: string,
    extra: readonly Header[] = [],
    body: Uint8Array = new Uint8Array(0),
  ): SipRequest {
    const uri = method === 'REGISTER' ? `sip:${domain}` : partyUri(to);
    return {
      kind: 'request',
      method,
      uri,
      headers: [
        { name: 'Max-Forwards', value: '70' },
        { name: 'From', value: `<${sipIdentity(msisdn, domain)}>;tag=${newToken(random)}` },
        { name: 'To', value: method === 'REGISTER' ? `<${sipIdentity(msisdn, domain)}>` : `<${uri}>` },
        { name: 'Call-ID', value: newToken(random) },
        { name: 'CSeq', value: `${++cseq} ${method}` },
        ...extra,
      ],
      body,
    };
  }

  const exchange = (message: SipRequest): Promise<SipResponse | undefined> => sip.request(carrier, message).outcome;

  /** Of a group it is the group's id. */
  const conversationWith = (to: string): string => parseConferenceUri(to)?.user ?? conversationId;

  function messageRequest(cpim: Uint8Array, to: string, extra: readonly Header[] = []): SipRequest {
    const headers = [
      { name: 'Conversation-ID', value: conversationWith(to) },
      { name: 'Contribution-ID', value: newUuid(random) },
      ...extra,
      { name: 'Content-Type', value: 'message/cpim' },
    ];
    return request('MESSAGE', to, headers, cpim);
  }

  async function inPager(cpim: Uint8Array, to: string, id: string): Promise<SendResult> {
    const response = await exchange(messageRequest(cpim, to));
    return { status: response?.status, reason: response && reasonOf(response)?.text, mode: 'pager', id };
  }

  async function inSession(cpim: Uint8Array, to: string, id: string): Promise<SendResult> {
    const fromPath = `msrps://${name}/${newToken(random)};tcp`;
    const offer = serialiseSdp({ ...sdpBase(), path: fromPath, setup: 'actpass' });
    const invite = request(
      'INVITE',
      to,
      [
        { name: 'Conversation-ID', value: conversationWith(to) },
        { name: 'Contribution-ID', value: newUuid(random) },
        { name: 'Content-Type', value: 'application/sdp' },
      ],
      offer,
    );
    const response = await exchange(invite);
    if (response?.status !== 200)
      return { status: response?.status, reason: response && reasonOf(response)?.text, mode: 'session', id };
    const toPath = parseSdp(response.body).path;
    const chunks = msrpChunks({
      toPath,
      fromPath,
      messageId: newToken(random),
      contentType: 'message/cpim',
      body: cpim,
      transactionId: () => newToken(random),
    });
    const results = await Promise.all(chunks.map((chunk) => msrp.request(carrier, chunk)));
    const last = results.find((answer) => answer?.status !== 200) ?? results.at(-1);
    const callId = headerValue(invite.headers, 'Call-ID') ?? '';
    const bye = request('BYE', to);
    void exchange({
      ...bye,
      headers: bye.headers.map((header) => (header.name === 'Call-ID' ? { ...header, value: callId } : header)),
    });
    return { status: last?.status, reason: last?.comment, mode: 'session', id };
  }

  function cpimTo(to: string, contentType: string, body: Uint8Array, change: Partial<Cpim> = {}): Cpim {
    return {
      from: telUri(msisdn),
      to: partyUri(to),
      messageId: newMessageId(random),
      dateTime: new Date(clock.now()).toISOString(),
      dispositionNotification: ['positive-delivery', 'negative-delivery', 'display'],
      extensions: [],
      contentType,
      contentHeaders: [],
      body,
      ...change,
    };
  }

  function sendCpim(to: string, cpim: Cpim, mode?: 'pager' | 'session'): Promise<SendResult> {
    const bytes = serialiseCpim(cpim);
    const pager = mode === undefined ? sentLength(name, messageRequest(bytes, to)) < pagerLimitBytes : mode === 'pager';
    return (pager ? inPager : inSession)(bytes, to, cpim.messageId ?? '');
  }

  let challengeNc = 0;
  async function http(path: string, body?: unknown, server = 'kds'): Promise<{ status: number; body: unknown }> {
    const url = `http://${server}.${domain}${path}`;
    const build = (authorization?: string): Request =>
      new Request(url, {
        method: body === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: authorization === undefined ? {} : { authorization },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    let response = await fetch(build());
    const challenge = response.headers.get('www-authenticate');
    if (response.status === 401 && challenge !== null && document) {
      response = await fetch(
        build(answer(challenge, body === undefined ? 'GET' : 'POST', path, document.auth.userPwd)),
      );
    }
    return { status: response.status, body: await response.json() };
  }

  function answer(challenge: string, method: string, uri: string, password: string): string {
    const username = document?.auth.userName ?? '';
    challengeNc = 1;
    return answerDigest(parseDigestChallenge(challenge), {
      username,
      password,
      method,
      uri,
      cnonce: newToken(random),
      nonceCount: challengeNc,
    });
  }

  return {
    name,
    msisdn,
    imei,
    received,
    /** Contacts of those who asked what it can do. */
    asked,
    answers,
    texts: (): string[] => received.map(({ cpim }) => Buffer.from(cpim.body).toString()),
    get document() {
      return document;
    },
    setCapabilities(next: Capabilities) {
      capabilities = next;
    },
    async provision(change: Partial<ProvisioningRequest> = {}): Promise<number> {
      const query = serialiseProvisioningRequest({
        vers: change.vers ?? 0,
        rcsState: 0,
        imsi: change.imsi ?? imsiOf(msisdn),
        imei: change.imei ?? imei,
        msisdn,
        terminalVendor: 'Test',
        terminalModel: 'T1',
        terminalSwVersion: '1',
        clientVendor: 'Test',
        clientVersion: '1',
        rcsProfile: 'UP_2.4',
        rcsVersion: '11.0',
        token: '',
        ...(change.identityKey && { identityKey: change.identityKey }),
      });
      const response = await fetch(new Request(`http://acs.${domain}/?${query}`, { redirect: 'manual' }));
      if (response.status === 200) document = parseProvisioningDocument(new Uint8Array(await response.arrayBuffer()));
      return response.status;
    },
    async register(
      options: { expiresS?: number; password?: string; at?: string } = {},
    ): Promise<SipResponse | undefined> {
      const { expiresS = 3600, password = document?.auth.userPwd ?? '' } = options;
      const at = { name: 'Contact', value: contact().value.replace(`@${name}>`, `@${options.at ?? name}>`) };
      const base = [at, { name: 'Expires', value: String(expiresS) }];
      const first = await exchange(request('REGISTER', msisdn, base));
      const challenge = first && headerValue(first.headers, 'WWW-Authenticate');
      if (first?.status !== 401 || challenge === undefined) return first;
      const authorization = answer(challenge, 'REGISTER', `sip:${domain}`, password);
      return exchange(request('REGISTER', msisdn, [...base, { name: 'Authorization', value: authorization }]));
    },
    async options(to: string): Promise<{ status: number | undefined; peer: Capabilities | undefined }> {
      const response = await exchange(request('OPTIONS', to, [contact()]));
      const peer = response && headerValue(response.headers, 'Contact');
      return { status: response?.status, peer: peer === undefined ? undefined : parseFeatureTags(peer) };
    },
    /** Makes a group at the own carrier: INVITE to the conference factory, ACK, BYE. */
    async convene(groupId: string, others: readonly string[]): Promise<SipResponse | undefined> {
      const headers = [
        { name: 'Conversation-ID', value: groupId },
        { name: 'Content-Type', value: resourceListsContentType },
      ];
      const invite = request('INVITE', conferenceFactory(carrier), headers, serialiseResourceLists(others));
      const response = await exchange(invite);
      if (response?.status === 200) await exchange(request('BYE', groupUri(groupId, carrier)));
      return response;
    },
    groupRequest: (to: string, asked: GroupRequest) =>
      sendCpim(to, cpimTo(to, groupDataContentType, serialiseGroupRequest(asked), { dispositionNotification: [] })),
    cpimTo,
    messageRequest,
    sendCpim,
    exchange,
    request,
    http,
    text: (to: string, body: string, mode?: 'pager' | 'session') =>
      sendCpim(to, cpimTo(to, 'text/plain;charset=UTF-8', Buffer.from(body)), mode),
    receipt: (to: string, imdn: Imdn) =>
      sendCpim(to, cpimTo(to, imdnContentType, serialiseImdn(imdn), { dispositionNotification: [] })),
    /** Raw bytes to the carrier. */
    raw: (bytes: Uint8Array) => network.send(name, carrier, 'raw', bytes),
    /** The phone is off: it is on no network and forgets what was going on. */
    off() {
      leave();
      sip.reset();
      msrp.reset();
    },
    on() {
      leave = join();
    },
  };
}
