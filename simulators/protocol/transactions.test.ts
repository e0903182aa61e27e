import assert from 'node:assert/strict';
import test from 'node:test';
import { virtualClock } from '../kernel/virtual-clock.ts';
import { headerValue } from './headers.ts';
import { type MsrpRequest, msrpResponse, parseMsrp } from './msrp.ts';
import { msrpTransactions } from './msrp-transactions.ts';
import { seed } from './property.test-support.ts';
import { standardTimers } from './retransmission.ts';
import { parseSip, type SipRequest, type SipResponse } from './sip.ts';
import { type Respond, type SipTransactions, sentLength, sipTransactions } from './sip-transactions.ts';

/** Two nodes and the datagrams between them; `passes` says which get through. */
function pair(onRequest: (request: SipRequest, respond: Respond) => void) {
  const clock = virtualClock(0);
  const sent: { atMs: number; from: string; what: string; bytes: Uint8Array }[] = [];
  let passes: (from: string, nth: number) => boolean = () => true;
  const counts = new Map<string, number>();
  const sides: Record<string, SipTransactions> = {};
  let draws = seed;
  const random = { bytes: (length: number) => Uint8Array.from({ length }, (_, i) => (draws++ * 31 + i * 7) & 0xff) };

  const node = (name: string, peer: string): SipTransactions =>
    sipTransactions({
      node: name,
      clock,
      timers: standardTimers,
      random,
      send(_to, what, bytes) {
        const nth = (counts.get(name) ?? 0) + 1;
        counts.set(name, nth);
        sent.push({ atMs: clock.now(), from: name, what, bytes });
        if (passes(name, nth)) clock.after(10, 'wire', () => sides[peer]?.receive(parseSip(bytes), name));
      },
      onRequest: (request, _from, respond) => onRequest(request, respond),
    });
  sides['a'] = node('a', 'b');
  sides['b'] = node('b', 'a');
  return {
    clock,
    sent,
    a: sides['a'],
    b: sides['b'],
    loseUnless(rule: typeof passes) {
      passes = rule;
    },
  };
}

const request = (method: string): SipRequest => ({
  kind: 'request',
  method,
  uri: 'tel:+447700900002',
  headers: [
    { name: 'From', value: '<tel:+447700900001>;tag=1' },
    { name: 'To', value: '<tel:+447700900002>' },
    { name: 'Call-ID', value: 'call' },
    { name: 'CSeq', value: `1 ${method}` },
  ],
  body: new Uint8Array(0),
});

test('a request is sent at 0, 0.5, 1.5, 3.5, 7.5, 11.5 .. s until 32 s have passed without an answer', async () => {
  const world = pair(() => {});
  world.loseUnless(() => false);
  let outcome: SipResponse | undefined | 'open' = 'open';
  void world.a.request('b', request('MESSAGE')).outcome.then((response) => {
    outcome = response;
  });
  await world.clock.runFor(31_999);
  assert.equal(outcome, 'open');
  await world.clock.runFor(1);
  assert.equal(outcome, undefined);
  assert.deepEqual(
    world.sent.map(({ atMs }) => atMs),
    [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500],
  );
  assert.equal(world.clock.pending(), 0);
});

test('a request is handled once however often it comes, and every copy gets the same answer', async () => {
  let handled = 0;
  const world = pair((_request, respond) => {
    handled++;
    respond(202);
    respond(500); // too late: the answer was given
  });
  world.loseUnless((from, nth) => from === 'a' || nth >= 3); // two answers are lost
  const { outcome } = world.a.request('b', request('MESSAGE'));
  await world.clock.runFor(5000);
  assert.equal((await outcome)?.status, 202);
  assert.equal(handled, 1);
  const answers = world.sent.filter(({ from }) => from === 'b').map(({ bytes }) => Buffer.from(bytes).toString());
  assert.equal(answers.length, 3);
  assert.equal(new Set(answers).size, 1);
});

test('an answer from elsewhere, or to another method, changes nothing', async () => {
  const world = pair(() => {});
  let outcome: SipResponse | undefined | 'open' = 'open';
  void world.a.request('b', request('MESSAGE')).outcome.then((response) => {
    outcome = response;
  });
  await world.clock.runFor(20);
  const via = headerValue(parseSip(world.sent[0]?.bytes ?? new Uint8Array(0)).headers, 'Via') ?? '';
  const answer = (cseq: string): SipResponse => ({
    kind: 'response',
    status: 200,
    reason: 'OK',
    headers: [
      { name: 'Via', value: via },
      ...request('MESSAGE').headers.filter(({ name }) => name !== 'CSeq'),
      { name: 'CSeq', value: cseq },
    ],
    body: new Uint8Array(0),
  });
  world.a.receive(answer('1 MESSAGE'), 'mallory');
  world.a.receive(answer('1 OPTIONS'), 'b');
  await world.clock.runFor(20);
  assert.equal(outcome, 'open');
  world.a.receive(answer('1 MESSAGE'), 'b');
  await world.clock.runFor(20);
  assert.notEqual(outcome, 'open');
});

test('an INVITE is acknowledged, also when the ACK is lost and the answer comes again', async () => {
  const seen: string[] = [];
  const world = pair(({ method }, respond) => {
    seen.push(method);
    if (method === 'INVITE') respond(200);
  });
  world.loseUnless((from, nth) => from === 'b' || nth !== 2); // the first ACK is lost
  const { outcome } = world.a.request('b', request('INVITE'));
  await world.clock.runFor(60_000);
  assert.equal((await outcome)?.status, 200);
  assert.deepEqual(seen, ['INVITE', 'ACK']);
  assert.equal(world.sent.filter(({ from }) => from === 'b').length, 2);
  assert.equal(world.clock.pending(), 0);
});

test('a refused INVITE is acknowledged with the branch of the INVITE, and its answer is not sent again then', async () => {
  const world = pair(({ method }, respond) => {
    if (method === 'INVITE') respond(486);
  });
  const { outcome } = world.a.request('b', request('INVITE'));
  await world.clock.runFor(60_000);
  assert.equal((await outcome)?.status, 486);
  const [invite, ack] = world.sent.filter(({ from }) => from === 'a');
  const viaOf = (bytes: Uint8Array | undefined) => headerValue(parseSip(bytes ?? new Uint8Array(0)).headers, 'Via');
  assert.equal(viaOf(ack?.bytes), viaOf(invite?.bytes));
  assert.equal(world.sent.filter(({ from }) => from === 'b').length, 1);
});

test('a provisional answer stops the INVITE from being sent again', async () => {
  const world = pair(({ method }, respond) => {
    if (method !== 'INVITE') return;
    respond(100);
    world.clock.after(10_000, 'answer', () => respond(200));
  });
  const { outcome } = world.a.request('b', request('INVITE'));
  await world.clock.runFor(60_000);
  assert.equal((await outcome)?.status, 200);
  assert.equal(world.sent.filter(({ what }) => what.startsWith('INVITE')).length, 1);
});

test('reset ends open requests and forgets what was answered', async () => {
  let handled = 0;
  const world = pair((_request, respond) => {
    handled++;
    respond(200);
  });
  const { outcome } = world.a.request('b', request('MESSAGE'));
  world.a.reset();
  assert.equal(await outcome, undefined);
  await world.clock.runFor(100);
  world.b.reset();
  world.b.receive(parseSip(world.sent[0]?.bytes ?? new Uint8Array(0)), 'a');
  assert.equal(handled, 2);
});

test('cancelling ends a request as one without an answer', async () => {
  const world = pair(() => {});
  const { outcome, cancel } = world.a.request('b', request('MESSAGE'));
  cancel();
  assert.equal(await outcome, undefined);
  assert.equal(world.clock.pending(), 1); // only the datagram
});

test('sentLength is the length of what is sent', async () => {
  const world = pair(() => {});
  const body = Buffer.alloc(777, 'é');
  const long = {
    ...request('MESSAGE'),
    headers: [...request('MESSAGE').headers, { name: 'Subject', value: 'grüße' }],
    body,
  };
  void world.a.request('b', long);
  assert.equal(world.sent[0]?.bytes.length, sentLength('a', long));
});

test('an MSRP chunk is sent again until it is answered, handled once, and answered the same to every copy', async () => {
  const clock = virtualClock(0);
  let handled = 0;
  let answers = 0;
  const send: MsrpRequest = {
    kind: 'request',
    transactionId: 'tran1',
    method: 'SEND',
    toPath: 'msrps://b/1;tcp',
    fromPath: 'msrps://a/1;tcp',
    messageId: 'm',
    headers: [],
    content: { type: 'message/cpim', body: Buffer.from('x') },
    continuation: '$',
  };
  const a = msrpTransactions({
    node: 'a',
    clock,
    timers: standardTimers,
    send: (_to, _what, bytes) => void clock.after(10, 'wire', () => b.receive(parseMsrp(bytes), 'a')),
    onRequest: () => {},
  });
  const b = msrpTransactions({
    node: 'b',
    clock,
    timers: standardTimers,
    send(_to, _what, bytes) {
      answers++;
      if (answers > 2) clock.after(10, 'wire', () => a.receive(parseMsrp(bytes), 'b')); // two answers are lost
    },
    onRequest(_request, _from, respond) {
      handled++;
      respond(200, 'OK');
      respond(400, 'too late');
    },
  });
  const outcome = a.request('b', send);
  await clock.runFor(10_000);
  assert.equal((await outcome)?.status, 200);
  assert.equal(handled, 1);
  assert.equal(answers, 3);
  assert.equal(clock.pending(), 0);
});

test('an MSRP answer from elsewhere changes nothing', async () => {
  const clock = virtualClock(0);
  const a = msrpTransactions({ node: 'a', clock, timers: standardTimers, send: () => {}, onRequest: () => {} });
  const request: MsrpRequest = {
    kind: 'request',
    transactionId: 'tran1',
    method: 'SEND',
    toPath: 'msrps://b/1;tcp',
    fromPath: 'msrps://a/1;tcp',
    messageId: 'm',
    headers: [],
    continuation: '$',
  };
  let outcome: unknown = 'open';
  void a.request('b', request).then((response) => {
    outcome = response;
  });
  a.receive(msrpResponse(request, 200, 'OK'), 'mallory');
  await clock.runFor(100);
  assert.equal(outcome, 'open');
  a.reset();
  await clock.runFor(100);
  assert.equal(outcome, undefined);
});
