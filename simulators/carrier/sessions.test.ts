import assert from 'node:assert/strict';
import test from 'node:test';
import { serialiseCpim } from '../protocol/cpim.ts';
import { headerValue } from '../protocol/headers.ts';
import { serialiseMsrp } from '../protocol/msrp.ts';
import { msrpChunks } from '../protocol/msrp-message.ts';
import { parseSdp, serialiseSdp } from '../protocol/sdp.ts';
import { reasonOf } from '../protocol/sip-response.ts';
import { numbers, type SmallWorld, smallWorld } from './small-world.test-support.ts';

/** Opens a session from ana to `to`, and writes SENDs into it. */
async function openSession(world: SmallWorld, to: string) {
  const { ana } = world;
  const path = 'msrps://ana/0123456789abcdef;tcp';
  const offer = {
    sessionId: '1',
    host: 'ana',
    path,
    setup: 'actpass' as const,
    acceptTypes: ['message/cpim'],
    acceptWrappedTypes: ['text/plain'],
  };
  const identifiers = ana
    .messageRequest(new Uint8Array(0), to)
    .headers.filter(({ name }) => /^con(versation|tribution)-id$/i.test(name));
  const headers = [...identifiers, { name: 'Content-Type', value: 'application/sdp' }];
  const invite = ana.request('INVITE', to, headers, serialiseSdp(offer));
  const response = await world.settle(ana.exchange(invite));
  assert.equal(response?.status, 200);
  const toPath = parseSdp(response.body).path;
  const answers: string[] = [];
  const send = (from: 'ana' | 'cy', id: string, contentType = 'message/cpim') => {
    const body = serialiseCpim(ana.cpimTo(to, 'text/plain', Buffer.from(id)));
    const chunks = msrpChunks({
      toPath,
      fromPath: path,
      messageId: id,
      contentType,
      body,
      transactionId: () => `${id}0000`,
    });
    for (const chunk of chunks) world.network.send(from, 'north', 'SEND', serialiseMsrp(chunk));
  };
  world.network.observe(({ from, to: hearer, summary }) => {
    if (from === 'north' && (hearer === 'ana' || hearer === 'cy') && summary.startsWith('MSRP'))
      answers.push(`${hearer} ${summary}`);
  });
  return { send, answers, callId: headerValue(invite.headers, 'Call-ID') ?? '' };
}

test('a session carries several messages, only from the phone that opened it, and only CPIM', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben, world.cy);
  const { send, answers } = await openSession(world, numbers.ben);
  send('ana', 'first');
  await world.clock.runFor(30_000);
  send('cy', 'intruder');
  send('ana', 'second');
  send('ana', 'third', 'text/plain');
  await world.clock.runFor(5000);
  assert.deepEqual(answers, ['ana MSRP 200 OK', 'cy MSRP 481 no-session', 'ana MSRP 200 OK', 'ana MSRP 415 not-cpim']);
  assert.deepEqual(world.ben.texts(), ['first', 'second']);
});

test('a session that was idle for a minute is gone', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const { send, answers } = await openSession(world, numbers.ben);
  await world.clock.runFor(60_000);
  send('ana', 'toolate');
  await world.clock.runFor(1000);
  assert.deepEqual(answers, ['ana MSRP 481 no-session']);
});

test('what is sent into a session after the registration expired is refused', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const { send, answers } = await openSession(world, numbers.ben);
  world.north.expireRegistration(numbers.ana);
  send('ana', 'expired');
  await world.clock.runFor(1000);
  assert.deepEqual(answers, ['ana MSRP 403 not-registered']);
  assert.equal(world.entries('carrier.accepted').length, 0);
});

test('a session that was ended by BYE is gone, and so is one that never was', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  const { send, answers, callId } = await openSession(world, numbers.ben);
  const bye = world.ana.request('BYE', numbers.ben);
  const headers = bye.headers.map((header) => (header.name === 'Call-ID' ? { ...header, value: callId } : header));
  assert.equal((await world.settle(world.ana.exchange({ ...bye, headers })))?.status, 200);
  send('ana', 'toolate');
  await world.clock.runFor(1000);
  assert.deepEqual(answers, ['ana MSRP 481 no-session']);
  const again = await world.settle(world.ana.exchange(world.ana.request('BYE', numbers.ben)));
  assert.deepEqual([again?.status, again && reasonOf(again)?.text], [481, 'no-session']);
});
