import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate as CertificateSchema } from '@peculiar/asn1-x509';
import { seededRandom } from '../../kernel/random.ts';
import { testSeed } from '../../kernel/test-seed.ts';
import { mutate } from '../../mls/fixture-mutation.ts';
import { p256Generate } from '../p256/key.ts';
import { seededCrypto } from '../seeded-provider.ts';
import { simulationLicence } from '../simulation-licence.ts';
import { readCertificate } from './certificate.ts';
import { certificateAuthority } from './certificate-authority.ts';
import { DerError, namedBits, objectIdentifier, readDer, smallInteger, timeMs } from './der.ts';

const seed = testSeed();
const read = (hex: string) => readDer(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
const text = (tag: string, content: string) =>
  read(`${tag} 0${content.length.toString(16)} ${Buffer.from(content).toString('hex')}`);

test('what has another spelling is refused', () => {
  const refused = {
    'nothing at all': '',
    'a length that is not there': '02',
    'less than it says': '02 02 01',
    'something after the end': '02 01 01 00',
    'an indefinite length': '30 80 02 01 01 00 00',
    'a length of two bytes where one is enough': '04 81 01 00',
    'a length of three bytes where two are enough': `04 82 00 80 ${'00'.repeat(128)}`,
    'an element longer than what it is in': '30 03 04 02 00',
    'a tag number of two bytes': '1f 1f 00',
    'a type that nobody knows': '0f 00',
    'a constructed OCTET STRING': '24 03 04 01 00',
    'a BOOLEAN that is neither': '01 01 01',
    'an INTEGER of nothing': '02 00',
    'an INTEGER with a zero too many': '02 02 00 7f',
    'a negative INTEGER with ones too many': '02 02 ff 80',
    'a BIT STRING of nothing': '03 00',
    'unused bits that are set': '03 02 01 01',
    'unused bits of no byte': '03 01 01',
    'a NULL with something in it': '05 01 00',
    'an OBJECT IDENTIFIER of nothing': '06 00',
    'an arc that begins with zeros': '06 03 2a 80 01',
    'an arc that does not end': '06 02 2a 86',
    'UTF-8 that is none': '0c 01 ff',
    'a PrintableString with an at sign': '13 01 40',
    'a time without seconds': '17 0b 32 36 31 31 32 32 31 30 30 30 5a',
    'a SET out of order': '31 06 02 01 02 02 01 01',
    'seventeen sequences in one another': `${Array.from({ length: 17 }, (_, n) => `30 ${(34 - 2 * n).toString(16).padStart(2, '0')}`).join('')} 05 00`,
  };
  for (const [what, hex] of Object.entries(refused)) assert.throws(() => read(hex), DerError, what);
  for (const hex of [
    '01 01 ff',
    '02 02 00 80',
    '02 01 80',
    '03 01 00',
    '31 06 02 01 01 02 01 02',
    '86 01 ff',
    `04 81 80 ${'00'.repeat(128)}`,
  ])
    assert.ok(read(hex));
});

test('values are what they are', () => {
  assert.equal(objectIdentifier(read('06 08 2a 86 48 ce 3d 04 03 02')), '1.2.840.10045.4.3.2');
  assert.equal(objectIdentifier(read('06 03 88 37 03')), '2.999.3');
  assert.equal(smallInteger(read('02 02 00 80')), 128);
  assert.throws(() => smallInteger(read('02 01 80')), DerError);
  assert.deepEqual(namedBits(read('03 02 01 06')), [5, 6]);
  assert.deepEqual(namedBits(read('03 03 07 00 80')), [8]);
  assert.throws(() => namedBits(read('03 02 00 06')), DerError);
  assert.equal(timeMs(text('17', '491231235959Z')), Date.UTC(2049, 11, 31, 23, 59, 59));
  assert.equal(timeMs(text('17', '500101000000Z')), Date.UTC(1950, 0, 1));
  assert.equal(timeMs(text('18', '20520229000000Z')), Date.UTC(2052, 1, 29));
  for (const none of ['20530229000000Z', '20521301000000Z', '20520101240000Z'])
    assert.throws(() => timeMs(text('18', none)), DerError, none);
});

test(`whatever is read of a spoiled certificate, the library reads and writes the same (seed ${seed})`, () => {
  const nowMs = Date.UTC(2026, 10, 22);
  const crypto = seededCrypto(seededRandom(seed), simulationLicence('virtual'));
  const validity = { notBeforeMs: nowMs, notAfterMs: nowMs + 70 * 86_400_000 };
  const authority = certificateAuthority({ name: 'DER', crypto, ...validity });
  const { publicKey } = p256Generate(crypto.random);
  const subject = { msisdn: '+447700900001', device: '490154203237518', publicKey, proof: new Uint8Array(70) };
  const samples = [...authority.issue({ ...subject, ...validity }), authority.root];
  let still = 0;
  for (let index = 0; index < 1500; index++) {
    const input = mutate(seededRandom(`${seed} der ${index}`), samples);
    const certificate = readCertificate(input);
    if (!certificate) continue;
    still++;
    const library = AsnConvert.parse(input, CertificateSchema);
    assert.deepEqual(Buffer.from(AsnConvert.serialize(library)), Buffer.from(input));
    const { tbsCertificate: tbs } = library;
    assert.equal(certificate.serial, Buffer.from(tbs.serialNumber).toString('hex'));
    assert.deepEqual(Buffer.from(certificate.issuer), Buffer.from(AsnConvert.serialize(tbs.issuer)));
    assert.deepEqual(Buffer.from(certificate.subject), Buffer.from(AsnConvert.serialize(tbs.subject)));
    assert.equal(certificate.notBeforeMs, tbs.validity.notBefore.getTime().getTime());
    assert.equal(certificate.notAfterMs, tbs.validity.notAfter.getTime().getTime());
    assert.deepEqual(Buffer.from(certificate.publicKey), Buffer.from(tbs.subjectPublicKeyInfo.subjectPublicKey));
    assert.deepEqual(Buffer.from(certificate.signed), Buffer.from(library.tbsCertificateRaw ?? new ArrayBuffer(0)));
    assert.deepEqual(Buffer.from(certificate.signature), Buffer.from(library.signatureValue));
  }
  assert.ok(still > 20, `${still} could be read`);
});

test('a serial number with a zero too many, which the library writes as it was, is refused', () => {
  const crypto = seededCrypto(seededRandom(seed), simulationLicence('virtual'));
  const { root } = certificateAuthority({ name: 'DER', crypto, notBeforeMs: 0, notAfterMs: 1000 });
  const certificate = AsnConvert.parse(root, CertificateSchema);
  const { tbsCertificate: tbs } = certificate;
  delete certificate.tbsCertificateRaw;
  assert.ok(readCertificate(new Uint8Array(AsnConvert.serialize(certificate))));
  tbs.serialNumber = Uint8Array.of(0, ...new Uint8Array(tbs.serialNumber)).buffer;
  const longer = AsnConvert.serialize(certificate);
  assert.deepEqual(AsnConvert.serialize(AsnConvert.parse(longer, CertificateSchema)), longer);
  assert.equal(readCertificate(new Uint8Array(longer)), undefined);
});
