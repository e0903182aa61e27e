import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import fc from 'fast-check';
import { hpkeSeal } from '../../simulators/crypto/hpke/hpke.ts';
import { complete } from '../../simulators/enterprise/fixture.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import type { ArchiveRecord } from './contract/record.ts';
import { subjectRig } from './fixture.ts';
import { openCopy } from './open-copy.ts';
import type { TenantKeys } from './tenant-keys.ts';

const seed = testSeed();
const nothing = { body: null, content_hash_valid: null };

/** A record of the reference, and the keys to open it. */
async function sealedRecord(body: string): Promise<{ record: ArchiveRecord; keys: TenantKeys }> {
  const rig = subjectRig('sealed');
  await complete(rig.clock, rig.agents.ana.enrol());
  rig.agents.ana.captured({
    message_id: 'M1',
    direction: 'out',
    peer: '+447700900002',
    body,
    sent_at_ms: 0,
    version: 1,
  });
  await rig.clock.runFor(1000);
  const { records } = await complete(rig.clock, rig.subject.records());
  const [record] = records;
  assert.ok(record);
  const { id, escrow, contentKey } = rig.enterprise.tenant;
  return { record, keys: { id, escrow: [escrow], content: [contentKey] } };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const flipped = (text: string, bit: number): string => {
  const bytes = Buffer.from(text, 'base64');
  const at = Math.floor(bit / 8) % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
  return base64(bytes);
};

test('a copy opens with the tenant keys, whatever the body', async () => {
  for (const body of [
    'hello',
    '',
    '\u0080\u0000\u0000',
    'x'.repeat(5000),
    '👩🏽‍🚀 ä\r\n',
    '\ufeffbom',
    'ends with \u0080',
  ]) {
    const { record, keys } = await sealedRecord(body);
    assert.deepEqual(openCopy(record, keys), { body, content_hash_valid: true });
  }
});

test('an independent HPKE implementation opens it, too', async () => {
  const { record, keys } = await sealedRecord('hello');
  const [escrow] = keys.escrow;
  assert.ok(escrow && record.sealed);
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  });
  const buffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
  const { tenant, custodian, message_id, logical_message_id, version, direction, peer } = record;
  const { device_timestamp, content_hash } = record;
  const aad = [
    tenant,
    custodian,
    message_id,
    logical_message_id,
    version,
    direction,
    peer,
    device_timestamp,
    content_hash,
  ];
  const recipient = await suite.createRecipientContext({
    recipientKey: await suite.kem.deserializePrivateKey(buffer(escrow.privateKey)),
    enc: buffer(Buffer.from(record.sealed.enc, 'base64')),
    info: buffer(Buffer.from(JSON.stringify(['greenroom archive v1', tenant, 'escrow-1']))),
  });
  const opened = await recipient.open(
    buffer(Buffer.from(record.sealed.ciphertext, 'base64')),
    buffer(Buffer.from(JSON.stringify(aad))),
  );
  assert.equal(Buffer.from(opened).toString('latin1'), `hello\u0080${'\0'.repeat(58)}`);
});

test(`a flipped bit anywhere in the ciphertext or its key makes it unopenable (seed ${seed})`, async () => {
  const { record, keys } = await sealedRecord('hello');
  const { sealed } = record;
  assert.ok(sealed);
  fc.assert(
    fc.property(fc.constantFrom('enc' as const, 'ciphertext' as const), fc.nat(), (field, bit) => {
      const changed = { ...sealed, [field]: flipped(sealed[field], bit) };
      assert.deepEqual(openCopy({ ...record, sealed: changed }, keys), nothing);
    }),
    { seed, numRuns: 200 },
  );
});

test('so does a change to anything that the copy is bound to', async () => {
  const { record, keys } = await sealedRecord('hello');
  const changes: Partial<ArchiveRecord>[] = [
    { tenant: 'tenant-other' },
    { custodian: '+447700900009' },
    { message_id: 'M2' },
    { logical_message_id: 'M2' },
    { version: 2 },
    { direction: 'in' },
    { peer: '+447700900009' },
    { device_timestamp: '2026-11-22T12:00:00.001Z' },
    { content_hash: `hmac-sha256:content-1:${'0'.repeat(64)}` },
  ];
  for (const change of changes)
    assert.deepEqual(openCopy({ ...record, ...change }, keys), nothing, JSON.stringify(change));
});

test('without the right key, or without escrow, nothing is opened; without the hash key nothing is said of the hash', async () => {
  const { record, keys } = await sealedRecord('hello');
  const other = subjectRig('another tenant').enterprise.tenant.escrow;
  assert.ok(record.sealed);
  assert.deepEqual(openCopy(record, { ...keys, escrow: [] }), nothing);
  assert.deepEqual(openCopy(record, { ...keys, escrow: [{ ...other, kid: 'escrow-1' }] }), nothing);
  assert.deepEqual(openCopy({ ...record, sealed: { ...record.sealed, to: 'endpoint' } }, keys), nothing);
  assert.deepEqual(openCopy({ ...record, content_hash: null, sealed: null }, keys), nothing);
  assert.deepEqual(openCopy(record, { ...keys, content: [] }), { body: 'hello', content_hash_valid: null });
});

test('a copy whose hash is of another body is opened and called invalid; one without padding or text is not opened', async () => {
  const { record, keys } = await sealedRecord('hello');
  const [escrow] = keys.escrow;
  assert.ok(escrow && record.sealed);
  const { publicKey } = subjectRig('sealed').enterprise.tenant.escrow;
  const resealed = (inside: Uint8Array): ArchiveRecord => {
    const { tenant, custodian, message_id, logical_message_id, version, direction, peer, device_timestamp } = record;
    const { content_hash } = record;
    const aad = [
      tenant,
      custodian,
      message_id,
      logical_message_id,
      version,
      direction,
      peer,
      device_timestamp,
      content_hash,
    ];
    const info = ['greenroom archive v1', tenant, 'escrow-1'];
    const json = (value: unknown) => Buffer.from(JSON.stringify(value));
    const { enc, ciphertext } = hpkeSeal(publicKey, json(info), json(aad), inside, seededRandom('resealed'));
    return { ...record, sealed: { to: 'escrow', kid: 'escrow-1', enc: base64(enc), ciphertext: base64(ciphertext) } };
  };
  assert.deepEqual(openCopy(resealed(Buffer.from('other\u0080\0\0', 'latin1')), keys), {
    body: 'other',
    content_hash_valid: false,
  });
  for (const inside of ['no padding', '', '\0\0', '\u00ff\u0080']) {
    assert.deepEqual(openCopy(resealed(Buffer.from(inside, 'latin1')), keys), nothing);
  }
});
