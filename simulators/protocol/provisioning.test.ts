import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { msisdn, plain, runs, seed, text, word } from './property.test-support.ts';
import { ProtocolError } from './protocol-error.ts';
import {
  parseProvisioningDocument,
  provisioningLimitBytes,
  serialiseProvisioningDocument,
} from './provisioning-document.ts';
import { imsiOf, parseProvisioningRequest, serialiseProvisioningRequest } from './provisioning-request.ts';

test('a query as clients log it is read', () => {
  const request = parseProvisioningRequest(
    'vers=0&rcs_state=0&IMSI=001017700900001&IMEI=356938035643809&terminal_model=Pixel+8&terminal_vendor=Goog&terminal_sw_version=14' +
      '&client_vendor=Goog&client_version=20240213-01.03&rcs_profile=UP_T&rcs_version=5.1B&msisdn=%2B447700900001&token=&SMS_port=0',
  );
  assert.equal(request.msisdn, '+447700900001');
  assert.equal(request.terminalModel, 'Pixel 8');
  assert.equal(request.imsi, imsiOf('+447700900001'));
});

for (const bad of [
  '',
  'vers=0',
  'vers=x&IMSI=001017700900001&IMEI=356938035643809&msisdn=%2B447700900001&rcs_state=0',
  `msisdn=%2B44${'7'.repeat(9000)}`,
]) {
  test(`refused as a query: ${bad.slice(0, 30) || '(empty)'}`, () =>
    assert.throws(() => parseProvisioningRequest(bad), ProtocolError));
}

const digitsOf = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((digits) => digits.join(''));
const point = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((xy) => Uint8Array.of(4, ...xy));
const requestFields = {
  vers: fc.integer({ min: -1, max: 1e9 }),
  rcsState: fc.integer({ min: -4, max: 1e9 }),
  imsi: digitsOf(15),
  imei: digitsOf(15),
  msisdn,
  terminalVendor: text,
  terminalModel: text,
  terminalSwVersion: text,
  clientVendor: text,
  clientVersion: text,
  rcsProfile: word,
  rcsVersion: word,
  token: text,
};
const anyRequest = fc.oneof(fc.record(requestFields), fc.record({ ...requestFields, identityKey: point }));

test(`a provisioning query is read as it was written (seed ${seed})`, () => {
  fc.assert(
    fc.property(anyRequest, (value) => {
      assert.deepEqual(parseProvisioningRequest(serialiseProvisioningRequest(value)), plain(value));
    }),
    runs,
  );
});

const anyDocument = fc.record(
  {
    version: fc.integer({ min: -1, max: 1e9 }),
    validityS: fc.nat(1e9),
    token: text,
    homeDomain: text,
    publicIdentities: fc.array(text, { maxLength: 3 }),
    pcscf: text,
    auth: fc.record({ realm: text, userName: text, userPwd: text }),
    kdsUrl: text,
  },
  { requiredKeys: ['version', 'validityS', 'token', 'homeDomain', 'publicIdentities', 'pcscf', 'auth'] },
);

test(`a provisioning document is read as it was written, markup in passwords too (seed ${seed})`, () => {
  fc.assert(
    fc.property(anyDocument, (value) => {
      assert.deepEqual(plain(parseProvisioningDocument(serialiseProvisioningDocument(value))), plain(value));
    }),
    runs,
  );
});

test('a document brings what certificates take: the proof of the identity key and the roots', () => {
  const document = {
    ...parseProvisioningDocument(Buffer.from(good)),
    kdsUrl: 'http://kds.north.test',
    identityProof: Uint8Array.of(0x30, 1, 2),
    trustAnchors: [Uint8Array.of(1), Uint8Array.of(2, 3), Uint8Array.of(4)],
  };
  const written = serialiseProvisioningDocument(document);
  assert.deepEqual(parseProvisioningDocument(written), document);
  const bad = Buffer.from(written).toString().replace('name="Anchor2" value="', 'name="Anchor2" value="*');
  assert.throws(() => parseProvisioningDocument(Buffer.from(bad)), ProtocolError);
});

for (const key of ['', 'B', 'A'.repeat(87), `B${'*'.repeat(86)}`]) {
  test(`refused as an identity key: "${key.slice(0, 5)}"`, () => {
    const query = 'vers=0&rcs_state=0&IMSI=001017700900001&IMEI=356938035643809&msisdn=%2B447700900001';
    assert.equal(parseProvisioningRequest(query).identityKey, undefined);
    assert.throws(() => parseProvisioningRequest(`${query}&mls_identity_key=${key}`), ProtocolError);
  });
}

test('characteristics in another order, nesting and case, and unknown ones, do not matter', () => {
  const xml = `<wap-provisioningdoc version="1.1">
    <characteristic type="MSG"><parm name="title" value="Terms"/></characteristic>
    <characteristic type="appauth"><parm name="username" value="u"/><parm name="REALM" value="r"/><parm name="UserPwd" value="p"/></characteristic>
    <characteristic type="APPLICATION"><parm name="Home_network_domain_Name" value="north.test"/>
      <characteristic type="Ext"><characteristic type="LBO_P-CSCF_Address"><parm name="Address" value="north"/></characteristic></characteristic>
    </characteristic>
    <characteristic type="TOKEN"><parm name="token" value="t"/></characteristic>
    <characteristic type="VERS"><parm name="version" value="2"/><parm name="validity" value="60"/></characteristic>
  </wap-provisioningdoc>`;
  assert.deepEqual(parseProvisioningDocument(Buffer.from(xml)), {
    version: 2,
    validityS: 60,
    token: 't',
    homeDomain: 'north.test',
    publicIdentities: [],
    pcscf: 'north',
    auth: { realm: 'r', userName: 'u', userPwd: 'p' },
  });
});

const good = Buffer.from(
  serialiseProvisioningDocument({
    version: 1,
    validityS: 60,
    token: 't',
    homeDomain: 'd',
    publicIdentities: [],
    pcscf: 'p',
    auth: { realm: 'r', userName: 'u', userPwd: 'w' },
  }),
).toString();
for (const [name, bad] of [
  ['no credentials', good.replace('APPAUTH', 'OTHER')],
  ['no P-CSCF', good.replace('LBO_P-CSCF_Address', 'OTHER')],
  ['a version that is no number', good.replace('name="version" value="1"', 'name="version" value="one"')],
  ['another root', '<html/>'],
  ['a DOCTYPE', `<!DOCTYPE a>${good}`],
  ['a document over the limit', ' '.repeat(provisioningLimitBytes + 1)],
] as const) {
  test(`refused as a document: ${name}`, () =>
    assert.throws(() => parseProvisioningDocument(Buffer.from(bad)), ProtocolError));
}

test('a document full of opened angle brackets is refused without delay', () => {
  const before = process.cpuUsage().user;
  for (const bad of ['<', '<a ', '<a>', '<!--', '&#60;']) {
    const bytes = Buffer.from(bad.repeat(provisioningLimitBytes / bad.length));
    assert.throws(() => parseProvisioningDocument(bytes), ProtocolError, bad);
  }
  assert.ok(process.cpuUsage().user - before < 2_000_000, 'took more than two seconds');
});
