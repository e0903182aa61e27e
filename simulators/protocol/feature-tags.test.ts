import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  type Capabilities,
  fullCapabilities,
  parseFeatureTags,
  serialiseFeatureTags,
  supportsMls,
  withoutMls,
} from './feature-tags.ts';
import { plain, runs, seed, word } from './property.test-support.ts';
import { ProtocolError } from './protocol-error.ts';

test('all services go into one icsi-ref, with commas', () => {
  const text = serialiseFeatureTags(fullCapabilities);
  assert.equal(text.match(/icsi-ref/g)?.length, 1);
  assert.match(text, /oma\.cpm\.session,urn%3Aurn-7%3A3gpp-service\.ims\.icsi\.oma\.cpm\.msg"/);
});

test('mls-kds is the gate: mls-version alone is no MLS', () => {
  const apple = parseFeatureTags('<sip:a@b>;+g.gsma.rcs.mls.mls-version="v1"');
  assert.equal(apple.mlsVersion, 'v1');
  assert.equal(supportsMls(apple), false);
  assert.equal(supportsMls(parseFeatureTags('<sip:a@b>;+G.GSMA.RCS.MLS.MLS-KDS="2"')), true);
  assert.equal(supportsMls(parseFeatureTags('<sip:a@b>;+g.gsma.rcs.mls.mls-kds')), false);
});

test('a repeated icsi-ref and one with colons are understood', () => {
  const chat = 'urn:urn-7:3gpp-service.ims.icsi.oma.cpm.session';
  const pager = 'urn%3Aurn-7%3A3gpp-service.ims.icsi.oma.cpm.msg';
  const tags = parseFeatureTags(`<sip:a@b;x=y>;+g.3gpp.icsi-ref="${chat}";+g.3gpp.icsi-ref="${pager}";audio`);
  assert.deepEqual(tags, { chat: true, pager: true, fileTransfer: false });
});

test('tags inside the URI or a quoted value do not count', () => {
  assert.deepEqual(parseFeatureTags('"x;+g.gsma.rcs.mls.mls-kds=2" <sip:a@b;+g.gsma.rcs.mls.mls-kds="2">'), {
    chat: false,
    pager: false,
    fileTransfer: false,
  });
});

test('refused: a Contact beyond all measure, a value that would break out of its quotes', () => {
  assert.throws(() => parseFeatureTags(`<sip:a@b>${';x'.repeat(3000)}`), ProtocolError);
  assert.throws(() => serialiseFeatureTags({ ...fullCapabilities, mlsKds: '2";x="' }), ProtocolError);
});

const anyCapabilities: fc.Arbitrary<Capabilities> = fc.record(
  { chat: fc.boolean(), pager: fc.boolean(), fileTransfer: fc.boolean(), mlsVersion: word, mlsKds: word },
  { requiredKeys: ['chat', 'pager', 'fileTransfer'] },
);

test(`feature tags are read as they were written; without MLS none is left (seed ${seed})`, () => {
  fc.assert(
    fc.property(anyCapabilities, (value) => {
      assert.deepEqual(plain(parseFeatureTags(`<sip:a@b>${serialiseFeatureTags(value)}`)), plain(value));
      assert.equal(serialiseFeatureTags(withoutMls(value)).includes('mls'), false);
    }),
    runs,
  );
});
