import { serialiseCpim } from './cpim.ts';
import { answerDigest, serialiseDigestChallenge } from './digest.ts';
import { serialiseEpochIdentifier } from './epoch-identifier.ts';
import { fullCapabilities, serialiseFeatureTags } from './feature-tags.ts';
import { serialiseGroupData, serialiseGroupRequest } from './group-data.ts';
import { serialiseImdn } from './imdn.ts';
import { serialiseMlsControl, serialiseServerBundle } from './mls-control.ts';
import { serialiseMsrp } from './msrp.ts';
import { msrpChunks } from './msrp-message.ts';
import { serialiseProvisioningDocument } from './provisioning-document.ts';
import { serialiseProvisioningRequest } from './provisioning-request.ts';
import { serialiseResourceLists } from './resource-lists.ts';
import { serialiseSdp, wrappedTypes } from './sdp.ts';
import { type SipRequest, serialiseSip } from './sip.ts';
import { sipResponse } from './sip-response.ts';

/** Valid messages of every kind, for the fuzzers to spoil. */

const challenge = { realm: 'north.test', nonce: '1.ab', algorithm: 'SHA-256', stale: false } as const;
const authorization = answerDigest(challenge, {
  username: 'u',
  password: 'p',
  method: 'REGISTER',
  uri: 'sip:north.test',
  cnonce: 'c',
  nonceCount: 1,
});

const imdns = [
  serialiseImdn({ messageId: 'Mx0123456789012345678901', dateTime: '2026-11-22T07:00:00Z', status: 'delivered' }),
  serialiseImdn({ messageId: 'Mx0123456789012345678901', dateTime: '2026-11-22T07:00:00Z', status: 'displayed' }),
  serialiseImdn({
    messageId: 'Mx0123456789012345678901',
    dateTime: '2026-11-22T07:00:00Z',
    status: 'failed',
    failure: { side: 'client', reason: 'failed-to-decrypt' },
  }),
];

const cpims = [
  { contentType: 'text/plain;charset=UTF-8', body: Buffer.from('Hello') },
  {
    contentType: 'message/mls',
    body: Buffer.alloc(300, 0xc3),
    eraId: 1,
    epochAuthenticator: Buffer.alloc(32).toString('base64'),
  },
  { contentType: 'message/imdn+xml', body: imdns[0] ?? new Uint8Array(0) },
].map((content) =>
  serialiseCpim({
    from: 'tel:+447700900001',
    to: 'tel:+447700900002',
    messageId: 'Mx0123456789012345678901',
    dateTime: '2026-11-22T07:00:00Z',
    dispositionNotification: ['positive-delivery', 'display'],
    extensions: [{ namespace: 'urn:example:x', name: 'Thing', value: '1' }],
    contentHeaders: [],
    ...content,
  }),
);

const groupId = 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6';
const sdp = serialiseSdp({
  sessionId: '1',
  host: 'ana',
  path: 'msrps://ana/9f86d081;tcp',
  setup: 'actpass',
  acceptTypes: ['message/cpim'],
  acceptWrappedTypes: wrappedTypes,
});

function request(
  method: string,
  body: Uint8Array = new Uint8Array(0),
  more: Readonly<Record<string, string>> = {},
): SipRequest {
  const fields: Record<string, string> = {
    Via: 'SIP/2.0/UDP ana;branch=z9hG4bKq1w2e3r4t5y6',
    'Max-Forwards': '70',
    From: '<sip:+447700900001@north.test>;tag=5d1c6b7a',
    To: '<tel:+447700900002>',
    'Call-ID': '8a7f6e5d4c3b2a19',
    CSeq: `1 ${method}`,
    'Conversation-ID': 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6',
    'Contribution-ID': '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    ...more,
  };
  const headers = Object.entries(fields).map(([name, value]) => ({ name, value }));
  return { kind: 'request', method, uri: 'tel:+447700900002', headers, body };
}

const contact = `<sip:+447700900001@ana>${serialiseFeatureTags(fullCapabilities)}`;
const requests = [
  request('REGISTER', undefined, {
    Contact: contact,
    Expires: '3600',
    Authorization: authorization,
    To: '<sip:+447700900001@north.test>',
  }),
  request('OPTIONS', undefined, { Contact: contact }),
  request('INVITE', sdp, { 'Content-Type': 'application/sdp' }),
  request('BYE'),
  request('ACK'),
  ...cpims.map((cpim) => request('MESSAGE', cpim, { 'Content-Type': 'message/cpim' })),
];

let drawn = 0;
const chunks = msrpChunks({
  toPath: 'msrps://north/2c26b46b;tcp',
  fromPath: 'msrps://ana/9f86d081;tcp',
  messageId: '87652491',
  contentType: 'message/cpim',
  body: Buffer.alloc(5000, cpims[1]),
  transactionId: () => `tran${drawn++}`,
});

export const samples = {
  sip: [
    ...requests.map(serialiseSip),
    ...requests.map((one) =>
      serialiseSip(sipResponse(one, 200, 'tag', { headers: [{ name: 'Contact', value: contact }] })),
    ),
  ],
  sdp: [sdp],
  msrp: chunks.map(serialiseMsrp),
  cpim: cpims,
  imdn: imdns,
  'mls-control': [
    serialiseMlsControl([Buffer.alloc(100, 1), Buffer.alloc(700, 2)]),
    serialiseMlsControl([Buffer.alloc(9, 3)]),
  ],
  'server-bundle': [
    serialiseServerBundle(Array.from({ length: 12 }, (_, index) => Buffer.alloc(60 + index, index))),
    serialiseServerBundle([Buffer.alloc(9000, 3)]),
  ],
  'epoch-identifier': [
    serialiseEpochIdentifier({ era: 1, epoch: 7n, groupId: Buffer.from(groupId) }),
    serialiseEpochIdentifier({ era: 2 ** 32 - 1, epoch: 2n ** 64n - 1n, groupId: Buffer.alloc(200, 0x61) }),
  ],
  'resource-lists': [serialiseResourceLists(['+447700900002', '+447700900003'])],
  'group-data': [
    serialiseGroupData({
      groupId,
      version: 3,
      change: { kind: 'added', by: '+447700900001', members: ['+447700900003'] },
      members: ['+447700900001', '+447700900002', '+447700900003'],
      subject: Buffer.from('Rowing'),
      icon: Buffer.alloc(300, 7),
    }),
    serialiseGroupData({ groupId, version: 4, change: { kind: 'removed', members: ['+447700900003'] }, members: [] }),
  ],
  'group-request': [
    serialiseGroupRequest({ kind: 'add', members: ['+447700900003'] }),
    serialiseGroupRequest({ kind: 'leave' }),
    serialiseGroupRequest({ kind: 'subject', value: Buffer.from('Rowing') }),
    serialiseGroupRequest({ kind: 'icon' }),
  ],
  'feature-tags': [Buffer.from(contact)],
  digest: [Buffer.from(serialiseDigestChallenge(challenge)), Buffer.from(authorization)],
  'provisioning-document': [
    serialiseProvisioningDocument({
      version: 1,
      validityS: 86_400,
      token: 't',
      homeDomain: 'north.test',
      publicIdentities: ['tel:+447700900001'],
      pcscf: 'north',
      auth: { realm: 'north.test', userName: 'u', userPwd: 'p' },
      kdsUrl: 'http://kds.north.test',
    }),
  ],
  'provisioning-request': [
    Buffer.from(
      serialiseProvisioningRequest({
        vers: 0,
        rcsState: 0,
        imsi: '001017700900001',
        imei: '356938035643809',
        msisdn: '+447700900001',
        terminalVendor: 'Goog',
        terminalModel: 'Pixel 9',
        terminalSwVersion: '16',
        clientVendor: 'Goog',
        clientVersion: '1.0',
        rcsProfile: 'UP_2.4',
        rcsVersion: '11.0',
        token: '',
      }),
    ),
  ],
} as const satisfies Readonly<Record<string, readonly Uint8Array[]>>;
