import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { maskResults } from './mask-results.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-mask-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('what a driver said in a failing step, and what is attached as text, is masked; pictures are not touched', () => {
  const picture = Buffer.from('89504e470d0a1a0a2b343437373030393030303032ff', 'hex');
  const message = 'no element "+447700900002"\nBearer 0123456789abcdefXYZ';
  const result = {
    name: 'a',
    historyId: '477009000024770090000247',
    start: 1_700_000_000_000,
    steps: [{ name: 'finds ben', status: 'failed', statusDetails: { message, trace: `Error: ${message}` } }],
  };
  writeFileSync(join(folder, '1-result.json'), JSON.stringify(result));
  writeFileSync(join(folder, '2-attachment.txt'), `no screenshot: ${message}`);
  writeFileSync(join(folder, '4-result.json'), '{"name":"+447700900002');
  writeFileSync(join(folder, '3-attachment.png'), picture);
  mkdirSync(join(folder, 'history'));
  maskResults(folder);
  const masked = 'no element "+44…02"\nBearer …';
  assert.deepEqual(JSON.parse(readFileSync(join(folder, '1-result.json'), 'utf8')), {
    ...result,
    steps: [{ name: 'finds ben', status: 'failed', statusDetails: { message: masked, trace: `Error: ${masked}` } }],
  });
  assert.equal(readFileSync(join(folder, '2-attachment.txt'), 'utf8'), `no screenshot: ${masked}`);
  assert.equal(readFileSync(join(folder, '4-result.json'), 'utf8'), '{"name":"+44…02');
  assert.deepEqual(readFileSync(join(folder, '3-attachment.png')), picture);
});
