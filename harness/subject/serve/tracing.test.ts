import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenHttp } from '../../../simulators/kernel/wall/listen.ts';
import { tracing } from './tracing.ts';

test('a collector that never answers, or is gone, holds nobody up for long at the end, and the loss is said', async () => {
  const given = Promise.withResolvers<Response>();
  const hanging = await listenHttp({}, () => given.promise);
  const lost: string[] = [];
  try {
    for (const endpoint of [hanging.origin, 'http://127.0.0.1:9']) {
      const traces = tracing(endpoint, (what) => lost.push(what));
      await traces.trace(async () => new Response())(new Request('http://subject/records'));
      await traces.close();
    }
  } finally {
    given.resolve(new Response());
    await hanging.close();
  }
  assert.equal(lost.length, 2);
  for (const what of lost) assert.match(what, /^the last traces were not taken/);
});
