import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { seededRandom } from '../../kernel/random.ts';
import { hpkeOpen, hpkeP256, hpkeSeal, hpkeX25519 } from './hpke.ts';

/** The exact bytes as an ArrayBuffer, which is what the other implementation takes. */
const buffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

const pairs = [
  { name: 'P-256', ours: hpkeP256, kem: () => new DhkemP256HkdfSha256() },
  { name: 'X25519', ours: hpkeX25519, kem: () => new DhkemX25519HkdfSha256() },
];

for (const { name, ours, kem } of pairs) {
  test(`HPKE ${name} opens what @hpke/core seals, is opened by it, and exports the same secrets`, async () => {
    const theirs = new CipherSuite({ kem: kem(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
    const random = seededRandom(`hpke ${name}`);
    for (let round = 0; round < 12; round++) {
      const keys = ours.kem.generateKeyPair(random);
      const [info, aad, plaintext] = [random.bytes(round * 3), random.bytes(round % 4), random.bytes(round * 17)];
      const recipientKey = await theirs.kem.deserializePrivateKey(buffer(keys.privateKey));
      const recipientPublicKey = await theirs.kem.deserializePublicKey(buffer(keys.publicKey));

      const sealed = ours.seal(keys.publicKey, info, aad, plaintext, random);
      const recipient = { recipientKey, enc: buffer(sealed.enc), info: buffer(info) };
      const opened = await theirs.open(recipient, buffer(sealed.ciphertext), buffer(aad));
      assert.deepEqual(new Uint8Array(opened), plaintext);

      const sender = await theirs.createSenderContext({ recipientPublicKey, info: buffer(info) });
      const ciphertext = new Uint8Array(await sender.seal(buffer(plaintext), buffer(aad)));
      const enc = new Uint8Array(sender.enc);
      assert.deepEqual(ours.open(keys.privateKey, info, aad, { enc, ciphertext }), plaintext);

      const context = random.bytes(9);
      assert.deepEqual(
        ours.receiveExport(keys.privateKey, enc, info, context, 48),
        new Uint8Array(await sender.export(buffer(context), 48)),
      );
      const sent = ours.sendExport(keys.publicKey, info, context, 20, random);
      const receiver = await theirs.createRecipientContext({ recipientKey, enc: buffer(sent.enc), info: buffer(info) });
      assert.deepEqual(sent.secret, new Uint8Array(await receiver.export(buffer(context), 20)));
    }
  });

  test(`HPKE ${name} derives key pairs as @hpke/core does`, async () => {
    const ikm = seededRandom('ikm').bytes(40);
    const theirs = await kem().deriveKeyPair(buffer(ikm));
    const publicKey = new Uint8Array(await kem().serializePublicKey(theirs.publicKey));
    assert.deepEqual(ours.kem.deriveKeyPair(ikm).publicKey, publicKey);
  });

  test(`HPKE ${name} opens nothing with another key, info, aad, or any byte changed`, () => {
    const random = seededRandom(`tamper ${name}`);
    const [keys, others] = [ours.kem.generateKeyPair(random), ours.kem.generateKeyPair(random)];
    const [info, aad, plaintext] = [random.bytes(5), random.bytes(5), random.bytes(30)];
    const sealed = ours.seal(keys.publicKey, info, aad, plaintext, random);
    assert.deepEqual(ours.open(keys.privateKey, info, aad, sealed), plaintext);
    assert.equal(ours.open(others.privateKey, info, aad, sealed), undefined);
    assert.equal(ours.open(keys.privateKey, aad, aad, sealed), undefined);
    assert.equal(ours.open(keys.privateKey, info, info, sealed), undefined);
    assert.equal(ours.open(keys.privateKey, info, aad, { ...sealed, ciphertext: new Uint8Array(0) }), undefined);
    for (const part of ['enc', 'ciphertext'] as const) {
      for (let index = 0; index < sealed[part].length; index++) {
        const changed = Uint8Array.from(sealed[part]);
        changed[index] = (changed[index] ?? 0) ^ 0x01;
        const attempt = (): Uint8Array | undefined =>
          ours.open(keys.privateKey, info, aad, { ...sealed, [part]: changed });
        try {
          assert.equal(attempt(), undefined);
        } catch (error) {
          assert.equal((error as Error).name, 'CryptoError');
        }
      }
    }
  });
}

test('hpkeSeal and hpkeOpen are the P-256 suite, and a seed decides every byte', () => {
  const keys = hpkeP256.kem.generateKeyPair(seededRandom('owner'));
  const seal = (seed: string) =>
    hpkeSeal(keys.publicKey, Buffer.from('i'), Buffer.from('a'), Buffer.from('p'), seededRandom(seed));
  assert.deepEqual(seal('1'), seal('1'));
  assert.notDeepEqual(seal('1'), seal('2'));
  assert.deepEqual(
    hpkeOpen(keys.privateKey, Buffer.from('i'), Buffer.from('a'), seal('1')),
    new Uint8Array(Buffer.from('p')),
  );
});
