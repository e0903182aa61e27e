import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { compressions } from '../../../simulators/enterprise/export/compress.ts';
import { type ExportedLine, exportedLine } from '../../../simulators/enterprise/export/exported-record.ts';
import { formats } from '../../../simulators/enterprise/export/formats/formats.ts';
import { testSeed } from '../../../simulators/kernel/test-seed.ts';
import { exportCompression, exportFormat } from '../contract/export.ts';
import { ExportFault } from './export-fault.ts';
import { arbitraryExported } from './fixture-records.ts';
import { readExportFile } from './read-file.ts';
import { readTar } from './read-tar.ts';

const seed = testSeed();
const names = exportFormat.options;

for (const format of names) {
  for (const compression of exportCompression.options) {
    test(`records written as ${format}, ${compression}, are read back as they were, and again as the same bytes (seed ${seed})`, () => {
      fc.assert(
        fc.property(fc.array(arbitraryExported, { maxLength: 4 }), (exported) => {
          const lines = exported.map(({ record, proof }) => exportedLine(record, proof));
          const write = (): Uint8Array => compressions[compression].compress(formats[format].file(lines));
          const bytes = write();
          assert.deepEqual(readExportFile(bytes, { format, compression }), exported);
          assert.deepEqual(Buffer.from(write()), Buffer.from(bytes));
        }),
        { seed, numRuns: 40 },
      );
    });
  }

  test(`${format} that was changed anywhere is read as the same records or refused, never as a crash (seed ${seed})`, () => {
    const lines = sample(3);
    const before = Buffer.from(formats[format].file(lines));
    const expected = JSON.stringify(readExportFile(before, { format, compression: 'none' }));
    let refused = 0;
    fc.assert(
      fc.property(fc.nat({ max: before.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const changed = Buffer.from(before);
        changed[at] = (changed[at] ?? 0) ^ bits;
        try {
          // A mail's explanation or a number of the tar's owner may be anything: the manifest's hash sees to that.
          readExportFile(changed, { format, compression: 'none' });
        } catch (error) {
          assert.ok(error instanceof ExportFault, String(error));
          refused++;
        }
      }),
      { seed, numRuns: 300 },
    );
    assert.ok(refused > 30, `only ${refused} changes were noticed`);
    assert.equal(JSON.stringify(readExportFile(before, { format, compression: 'none' })), expected);
  });

  test(`${format} that is cut short is refused`, () => {
    const before = Buffer.from(formats[format].file(sample(2)));
    // A tar without its last block of padding, or XML without its last line feed, is whole.
    const padding = { eml: 1024, 'edrm-xml': 2, jsonl: 1, 'concordance-dat': 1 }[format];
    for (const length of [1, before.length >> 1, before.length - padding]) {
      assert.throws(() => readExportFile(before.subarray(0, length), { format, compression: 'none' }), ExportFault);
    }
  });
}

const sample = (count: number): ExportedLine[] =>
  fc.sample(arbitraryExported, { seed, numRuns: count }).map(({ record, proof }) => exportedLine(record, proof));

test('a mail opens in a mail program: addresses, date and the record attached', async () => {
  for (const line of sample(20)) {
    const { record } = line;
    const [file] = readTar(formats.eml.file([line]));
    assert.ok(file);
    assert.equal(file.name, `${record.record_id}.eml`);
    const mail = await PostalMime.parse(file.bytes);
    const [from, to] = record.direction === 'out' ? [record.custodian, record.peer] : [record.peer, record.custodian];
    assert.equal(mail.from?.address, `${from}@greenroom.invalid`);
    assert.deepEqual(
      mail.to?.map(({ address }) => address),
      [`${to}@greenroom.invalid`],
    );
    assert.equal(Date.parse(mail.date ?? ''), Math.floor(Date.parse(record.device_timestamp) / 1000) * 1000);
    assert.equal(mail.messageId, `<${record.record_id}@greenroom.invalid>`);
    assert.match(mail.text ?? '', /sealed/);
    const [attachment, ...more] = mail.attachments;
    assert.equal(more.length, 0);
    assert.equal(attachment?.filename, 'record.json');
    assert.equal(attachment?.mimeType, 'application/json');
    assert.ok(attachment.content instanceof ArrayBuffer);
    assert.equal(Buffer.from(attachment.content).toString(), line.text);
    assert.ok(
      Buffer.from(file.bytes)
        .toString()
        .split('\r\n')
        .every((each) => each.length <= 998),
      'RFC 5322 section 2.1.1',
    );
  }
});

test('a load file names its columns and has the delimiters that Concordance has, as single bytes', () => {
  const bytes = Buffer.from(formats['concordance-dat'].file(sample(1)));
  const head = bytes.subarray(0, bytes.indexOf('\r\n'));
  assert.ok(head.subarray(0, 19).equals(Buffer.from('\xfeBEGBATES\xfe\x14\xfeENDBATES', 'latin1').subarray(0, 19)));
  assert.equal(head.filter((byte) => byte === 0x14).length, 16);
  assert.equal(head.filter((byte) => byte === 0xfe).length, 34);
  assert.equal(formats['concordance-dat'].encoding, 'windows-1252');
  const others = bytes.filter((byte) => byte > 0x7e && byte !== 0xfe && byte !== 0xae);
  assert.equal(others.length, 0, 'only the delimiters are outside ASCII');
});

test('a small file that would fill the memory when it is decompressed is refused', () => {
  for (const compression of ['gzip', 'zstd'] as const) {
    const bomb = compressions[compression].compress(Buffer.alloc(65 * 1024 * 1024));
    assert.throws(() => readExportFile(bomb, { format: 'jsonl', compression }), /comes to more than/);
  }
});
