import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionError } from '../../../simulators/kernel/network.ts';
import { contact } from './contact.ts';

const url = 'http://subject.test';

function asked(excusedUntilMs?: () => number) {
  const it = { nowMs: 1_000, answer: async (): Promise<Response> => new Response(null, { status: 204 }) };
  const touch = contact({
    url,
    fetch: () => it.answer(),
    now: () => it.nowMs,
    ...(excusedUntilMs && { excusedUntilMs }),
  });
  const ask = (): Promise<unknown> => touch.fetch(new Request(`${url}/records`)).catch(() => {});
  return { it, touch, ask };
}

const refused = (): Promise<Response> => Promise.reject(connectionError('ECONNREFUSED', 'nobody is there'));

test('who answers nothing for too long is gone, and is named with the reason; one answer, and nothing is lost', async () => {
  const { it, touch, ask } = asked();
  await ask();
  it.answer = refused;
  await ask();
  assert.match(touch.silent()?.message ?? '', /^http:\/\/subject\.test is not reached any more \(ECONNREFUSED\)/);
  it.nowMs += 19_000;
  await ask();
  assert.equal(touch.lost(), undefined);
  it.nowMs += 2_000;
  assert.match(touch.lost()?.message ?? '', /ECONNREFUSED/);
  it.answer = async () => new Response(null, { status: 503 });
  await ask();
  assert.deepEqual([touch.lost(), touch.silent(), touch.failing()], [undefined, undefined, true]);
});

test('a question that somebody gave up is not missed from before the last answer', async () => {
  const { it, touch, ask } = asked();
  let giveUp: () => void = () => {};
  it.answer = () =>
    new Promise((_, reject) => {
      giveUp = () => reject(new DOMException('given up', 'AbortError'));
    });
  const early = ask();
  it.nowMs += 30_000;
  it.answer = async () => new Response(null, { status: 200 });
  await ask();
  giveUp();
  await early;
  assert.equal(touch.lost(), undefined);
  assert.match(touch.silent()?.message ?? '', /takes connections and answers nothing/);
  it.nowMs += 21_000;
  assert.ok(touch.lost());
});

test('the silence of a container that a plan stopped is no loss until it has had time to start', async () => {
  let untilMs = Number.POSITIVE_INFINITY;
  const { it, touch, ask } = asked(() => untilMs);
  it.answer = refused;
  await ask();
  it.nowMs += 120_000;
  assert.equal(touch.lost(), undefined);
  untilMs = it.nowMs;
  it.nowMs += 21_000;
  assert.ok(touch.lost());
});

test('once hung up nothing is asked any more, and that is nobody’s silence', async () => {
  const touch = contact({ url, fetch: ({ signal }) => Promise.reject(signal.reason), now: () => 0 });
  touch.hangUp();
  await assert.rejects(touch.fetch(new Request(url)), { name: 'AbortError' });
  assert.equal(touch.silent(), undefined);
});
