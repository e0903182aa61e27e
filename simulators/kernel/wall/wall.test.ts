import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { network } from '../network.ts';
import { seededRandom } from '../random.ts';
import { wallClock } from './clock.ts';
import { socketHosts } from './hosts.ts';
import { listenTcp } from './listen.ts';

const rethrow = (label: string, error: unknown): never => {
  throw new Error(label, { cause: error });
};

test('a wall clock fires in order of time, and tells the time', async () => {
  const clock = wallClock(rethrow);
  const fired: string[] = [];
  await new Promise<void>((resolve) => {
    clock.after(30, 'late', () => {
      fired.push('late');
      resolve();
    });
    clock.after(5, 'early', () => void fired.push('early'));
    clock.after(1, 'never', () => void fired.push('never')).cancel();
  });
  assert.deepEqual(fired, ['early', 'late']);
  assert.ok(Math.abs(clock.now() - Date.now()) < 1000);
  clock.stop();
});

test('advancing a wall clock fires what becomes due, in order, at its own time, without waiting', async () => {
  const clock = wallClock(rethrow);
  const started = clock.now();
  const fired: string[] = [];
  const note = (name: string, dueMs: number) => (): void => {
    fired.push(name);
    assert.ok(Math.abs(clock.now() - started - dueMs) < 500, `${name} at ${clock.now() - started}`);
  };
  clock.after(3_600_000, 'hour', note('hour', 3_600_000));
  clock.after(60_000, 'minute', () => {
    note('minute', 60_000)();
    clock.after(60_000, 'second minute', note('second minute', 120_000));
  });
  await clock.advance(7_200_000);
  assert.deepEqual(fired, ['minute', 'second minute', 'hour']);
  assert.ok(clock.now() - Date.now() >= 7_199_000);
  clock.stop();
});

test('a stopped wall clock fires nothing more', async () => {
  const clock = wallClock(rethrow);
  let fired = false;
  clock.after(5, 'task', () => {
    fired = true;
  });
  clock.stop();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(fired, false);
});

test('a port in use is named, and what to do', async () => {
  const first = await listenTcp({}, () => {});
  await assert.rejects(
    listenTcp({ port: first.port }, () => {}),
    new RegExp(`127.0.0.1:${first.port} is in use`),
  );
  await first.close();
  const again = await listenTcp({ port: first.port }, () => {});
  await again.close();
});

test('closing breaks open connections', async () => {
  const listening = await listenTcp({}, () => {});
  const socket = connect(listening.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await listening.close();
  await closed;
});

test('a party answers the same over a socket as in memory', async () => {
  const app = async (request: Request): Promise<Response> => {
    const body = await request.text();
    return Response.json(
      { path: new URL(request.url).pathname, method: request.method, body, probe: request.headers.get('x-probe') },
      { status: 201 },
    );
  };
  const ask = (): Request =>
    new Request('http://acs.north.test/config?x=1', { method: 'POST', body: 'hello', headers: { 'x-probe': 'yes' } });
  const clock = wallClock(rethrow);
  const sockets = socketHosts();
  const over = network({ clock, random: seededRandom(1), defaults: { latencyMs: 1 }, resolve: sockets.resolve });
  const within = network({ clock, random: seededRandom(1), defaults: { latencyMs: 1 } });
  for (const net of [over, within]) net.host('north', 'acs.north.test', app);
  await sockets.serve(over.hosts());
  const answers = await Promise.all([over, within].map((net) => net.fetchFrom('ana')(ask())));
  const [a, b] = await Promise.all(
    answers.map(async (answer) => ({ status: answer.status, body: await answer.json() })),
  );
  assert.deepEqual(a, b);
  assert.equal(a?.status, 201);
  await sockets.close();
  clock.stop();
});
