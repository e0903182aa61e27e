import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LinkConditions, network } from './network.ts';
import { seededRandom } from './random.ts';
import { virtualClock } from './virtual-clock.ts';

function pair(conditions: Partial<LinkConditions> = {}) {
  const clock = virtualClock(0);
  const net = network({ clock, random: seededRandom(1), defaults: conditions });
  const arrived: { text: string; at: number }[] = [];
  net.join('north', (bytes) => arrived.push({ text: Buffer.from(bytes).toString(), at: clock.now() }));
  net.host('north', 'acs.north.test', async (request) => new Response(`hello ${new URL(request.url).pathname}`));
  const send = (text: string): void => net.send('ana', 'north', text, Buffer.from(text));
  return { clock, net, arrived, send };
}

test('a frame arrives after the latency of its link', async () => {
  const { clock, arrived, send } = pair({ latencyMs: 30 });
  send('one');
  await clock.runUntilIdle(1000);
  assert.deepEqual(arrived, [{ text: 'one', at: 30 }]);
});

test('jitter delays but does not reorder', async () => {
  const { clock, arrived, send } = pair({ latencyMs: 10, jitterMs: 50 });
  for (let n = 0; n < 50; n++) send(String(n));
  await clock.runUntilIdle(1000);
  assert.deepEqual(
    arrived.map(({ text }) => Number(text)),
    Array.from({ length: 50 }, (_, n) => n),
  );
});

test('loss, duplication and reordering happen at about their rates', async () => {
  const lossy = pair({ loss: 0.5 });
  const doubling = pair({ duplication: 0.5 });
  const mixing = pair({ reordering: 0.3, latencyMs: 5 });
  for (const { send, clock } of [lossy, doubling, mixing]) {
    for (let n = 0; n < 200; n++) {
      send(String(n));
      await clock.runFor(1);
    }
    await clock.runUntilIdle(1000);
  }
  assert.ok(lossy.arrived.length > 60 && lossy.arrived.length < 140, `${lossy.arrived.length} of 200 arrived`);
  assert.ok(
    doubling.arrived.length > 260 && doubling.arrived.length < 340,
    `${doubling.arrived.length} for 200 arrived`,
  );
  const order = mixing.arrived.map(({ text }) => Number(text));
  assert.equal(order.length, 200);
  assert.notDeepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test('a partition stops frames and HTTP, also what is under way, and heals', async () => {
  const { clock, net, arrived, send } = pair();
  send('under way');
  net.change('ana', 'north', { partitioned: true });
  send('cut');
  const refused = net
    .fetchFrom('ana')(new Request('http://acs.north.test/x'))
    .then(
      () => 'answered',
      (error) => error.cause.code,
    );
  await clock.runUntilIdle(1000);
  assert.deepEqual(arrived, []);
  assert.equal(await refused, 'ECONNREFUSED');
  net.change('ana', 'north', { partitioned: false });
  send('healed');
  await clock.runUntilIdle(1000);
  assert.deepEqual(
    arrived.map(({ text }) => text),
    ['healed'],
  );
});

test('HTTP takes both ways of the link and is observed as it leaves', async () => {
  const { clock, net } = pair({ latencyMs: 25 });
  const observed: string[] = [];
  net.observe(({ channel, bytes }) => observed.push(`${channel} ${Buffer.from(bytes).toString()}`));
  const answer = net
    .fetchFrom('ana')(new Request('http://acs.north.test/config', { method: 'POST', body: 'secret' }))
    .then((r) => r.text());
  await clock.runUntilIdle(1000);
  assert.equal(await answer, 'hello /config');
  assert.equal(clock.now(), 50);
  assert.equal(observed.length, 1);
  assert.match(observed[0] ?? '', /^http POST http:\/\/acs.north.test\/config[\s\S]*secret$/);
});

test('an unknown host does not resolve, and an isolated node resolves nothing', async () => {
  const { clock, net } = pair();
  const code = async (url: string): Promise<string> => {
    const failed = net
      .fetchFrom('ana')(new Request(url))
      .then(
        () => 'answered',
        (error) => error.cause.code,
      );
    await clock.runUntilIdle(1000);
    return failed;
  };
  assert.equal(await code('http://nowhere.test/'), 'ENOTFOUND');
  net.isolate('ana', true);
  assert.equal(await code('http://acs.north.test/'), 'ENOTFOUND');
  net.isolate('ana', false);
  assert.equal(await code('http://acs.north.test/'), 'answered');
});
