import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type ProgressEvent, tailProgress, tell } from './progress-events.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenroom-progress-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('what workers tell is read as it was told, but for people’s numbers and what opens something', () => {
  const file = join(folder, 'progress.jsonl');
  const failed = (message: string): ProgressEvent => ({ event: 'worker-failed', spec: 's', class: 'harness', message });
  tell(file, failed('"before all": no bubble of +447700900002\nBearer 0123456789abcdefXYZ'));
  const heard: ProgressEvent[] = [];
  tailProgress(file, (event) => heard.push(event)).poll();
  assert.deepEqual(heard, [failed('"before all": no bubble of +44…02\nBearer …')]);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /447700900002|0123456789abcdef/);
});
