import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parseCpim } from './cpim.ts';
import { parseDigestChallenge, parseDigestCredentials } from './digest.ts';
import { parseFeatureTags } from './feature-tags.ts';
import { parseGroupData, parseGroupRequest } from './group-data.ts';
import { headerValue } from './headers.ts';
import { imdnContentType, parseImdn } from './imdn.ts';
import { parseMsrp } from './msrp.ts';
import { parseProvisioningDocument } from './provisioning-document.ts';
import { parseProvisioningRequest } from './provisioning-request.ts';
import { parseResourceLists, resourceListsContentType } from './resource-lists.ts';
import { parseSdp } from './sdp.ts';
import { parseSip, sipEnvelope } from './sip.ts';

const page = readFileSync(new URL('../../docs/wire.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```([a-z]+)\n(.*?)```/gs)].map(([, kind = '', body = '']) => ({ kind, body }));

/** Files hold LF, the wire CRLF; a block's last line break is the fence's. */
const wire = (body: string): Uint8Array => Buffer.from(body.replaceAll('\n', '\r\n'));

function checkCpim(bytes: Uint8Array): void {
  const cpim = parseCpim(bytes);
  if (cpim.contentType === imdnContentType) parseImdn(cpim.body);
}

const checks: Readonly<Record<string, (body: string) => void>> = {
  http(body) {
    parseProvisioningRequest(body.trim().split('?')[1] ?? '');
  },
  xml(body) {
    parseProvisioningDocument(Buffer.from(body));
  },
  json(body) {
    JSON.parse(body);
  },
  group(body) {
    parseGroupData(Buffer.from(body));
  },
  request(body) {
    parseGroupRequest(Buffer.from(body));
  },
  msrp(body) {
    parseMsrp(wire(body));
  },
  cpim(body) {
    checkCpim(wire(body.slice(0, -1)));
  },
  sip(body) {
    const ends = /Content-Length: 0\n|Content-Type: application\/sdp\n/.test(body); // in a line break of its own
    const message = parseSip(wire(ends ? body : body.slice(0, -1)));
    sipEnvelope(message);
    const type = headerValue(message.headers, 'Content-Type');
    if (type === 'message/cpim') checkCpim(message.body);
    if (type === 'application/sdp') parseSdp(message.body);
    if (type === resourceListsContentType) parseResourceLists(message.body);
    const contact = headerValue(message.headers, 'Contact');
    if (contact) parseFeatureTags(contact);
    const challenge = headerValue(message.headers, 'WWW-Authenticate');
    if (challenge) parseDigestChallenge(challenge);
    const authorization = headerValue(message.headers, 'Authorization');
    if (authorization) parseDigestCredentials(authorization);
  },
};

test('docs/wire.md has an example of every kind of frame', () => {
  assert.deepEqual(new Set(blocks.map(({ kind }) => kind)), new Set(Object.keys(checks)));
});

for (const [index, { kind, body }] of blocks.entries()) {
  test(`docs/wire.md: block ${index + 1} is ${kind} as the codecs read it: ${body.split('\n')[0]?.slice(0, 40)}`, () => {
    checks[kind]?.(body);
  });
}
