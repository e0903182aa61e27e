import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SubjectUnreachable } from '../explore/against/contact.ts';
import { FaultRefused } from '../faults/fault-desk.ts';
import { NoTenantError } from '../subject/check/make-tenant.ts';
import { notHereTitle } from './api.ts';
import { controlApp } from './control.ts';
import { NotOnScreen } from './member-hands.ts';
import { NotInThisWorld } from './not-in-this-world.ts';
import { OfficeRefused } from './office-desk.ts';
import { AdvanceRefused } from './pass-time.ts';
import type { Scenario } from './scenario.ts';
import { NotEnrolled } from './until-ready.ts';
import { WritingRefused } from './write-guard.ts';

const token = 'a token of this run, long enough';

function control() {
  const calls: string[] = [];
  const scenario: Scenario = {
    started: { folder: '/tmp/x', phones: [], members: [] },
    append(entry) {
      if (entry.kind === 'ui.sent') throw new WritingRefused(429, 'no more than 50 messages');
      return calls.push(entry.kind) + 41;
    },
    recorded: (kind) => [
      { seq: 3, at: '2026-11-22T08:00:00.000Z', kind: 'world.ended', data: {}, prev: '', hash: kind },
    ],
    async inject(fault) {
      if (fault === 'enterprise.diskFull') throw new FaultRefused('theirs to fill', true);
      if (fault !== 'phone.airplaneMode') throw new FaultRefused(`${fault}: there is no such fault`);
      return 'f1';
    },
    heal: async (id) => id === 'f1',
    async advance(duration) {
      if (duration !== 'PT20S') throw new AdvanceRefused(`${duration} is too long`);
      calls.push(duration);
    },
    async office(deed) {
      if (deed.do === 'release') throw new OfficeRefused(`no hold for "${deed.matter}" stands.`);
      calls.push(deed.do);
    },
    member: (name) =>
      name === 'cy'
        ? (act) => {
            if (act.do !== 'list') throw new NotOnScreen('cy: there is no such screen');
            return { titles: ['Ana'] };
          }
        : undefined,
    async settle() {
      calls.push('settle');
      return true;
    },
    end: async () => ({ verdicts: [], plan: '/tmp/x/plan.json' }),
    abandon: async () => void calls.push('abandon'),
  };
  const { app } = controlApp({ token, start: async () => scenario });
  const call = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    Promise.resolve(
      app.request(`http://127.0.0.1${path}`, {
        method,
        headers: { host: '127.0.0.1:4000', authorization: `Bearer ${token}`, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
  return { call, calls };
}

const start = { name: 'first', seed: 1, invariants: [] };

test('a scenario is started, written to, broken, healed and ended', async () => {
  const { call, calls } = control();
  assert.equal((await call('POST', '/scenarios', start)).status, 201);
  const entry = { kind: 'ui.switched', data: { phone: 'ana', setting: 'rcs', on: false } };
  assert.deepEqual(await (await call('POST', '/journal', entry)).json(), { seq: 42 });
  const injected = await call('POST', '/faults', { fault: 'phone.airplaneMode', phone: 'ana', for: 'PT5S' });
  assert.deepEqual(await injected.json(), { fault_id: 'f1' });
  assert.equal((await call('DELETE', '/faults/f1')).status, 204);
  assert.equal((await call('DELETE', '/faults/f2')).status, 404);
  assert.deepEqual(await (await call('POST', '/scenarios/end')).json(), { verdicts: [], plan: '/tmp/x/plan.json' });
  assert.equal((await call('POST', '/scenarios/end')).status, 409);
  assert.deepEqual(calls, ['ui.switched']);
});

test('what happened so far can be asked for, by kind', async () => {
  const { call } = control();
  assert.equal((await call('GET', '/journal/world.ended')).status, 409);
  await call('POST', '/scenarios', start);
  assert.deepEqual(await (await call('GET', '/journal/world.ended')).json(), {
    entries: [{ seq: 3, at: '2026-11-22T08:00:00.000Z', data: {} }],
  });
  assert.equal((await call('GET', '/journal/toString')).status, 404);
});

test('time passes on demand, and a refusal says why', async () => {
  const { call, calls } = control();
  assert.equal((await call('POST', '/advance', { for: 'PT20S' })).status, 409, 'there is no scenario');
  await call('POST', '/scenarios', start);
  assert.equal((await call('POST', '/advance', { for: 'PT20S' })).status, 204);
  const refused = await call('POST', '/advance', { for: 'P9D' });
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /P9D is too long/);
  assert.equal((await call('POST', '/advance', { until: 1 })).status, 422);
  assert.deepEqual(calls, ['PT20S']);
});

test('what never can be done in a world is told apart from what only cannot be done now', async () => {
  const { call } = control();
  await call('POST', '/scenarios', start);
  const titles: unknown[] = [];
  for (const fault of ['enterprise.diskFull', 'no.such']) {
    const refused = await call('POST', '/faults', { fault });
    assert.equal(refused.status, 409);
    titles.push(((await refused.json()) as { readonly title: unknown }).title);
  }
  assert.deepEqual(titles, [notHereTitle, 'fault refused']);
});

test('a subject that does not do its part, or is gone, is no fault of the world’s', async () => {
  const failing = (error: Error): Promise<Response> =>
    Promise.resolve(
      controlApp({ token, start: () => Promise.reject(error) }).app.request('http://127.0.0.1/scenarios', {
        method: 'POST',
        headers: { host: '127.0.0.1', authorization: `Bearer ${token}` },
        body: JSON.stringify(start),
      }),
    );
  assert.equal((await failing(new NotEnrolled('ana: refused (HTTP 401)'))).status, 502);
  assert.equal((await failing(new NoTenantError('it answered 500'))).status, 502);
  assert.equal((await failing(new SubjectUnreachable('http://127.0.0.1:1', 'ECONNREFUSED'))).status, 503);
  assert.equal((await failing(new NotInThisWorld('no such webhooks'))).status, 409);
});

test('the records officer does one thing at a time, and what cannot be done says why', async () => {
  const { call, calls } = control();
  assert.equal((await call('POST', '/office', { do: 'erase', custodian: 'ana' })).status, 409, 'there is no scenario');
  await call('POST', '/scenarios', start);
  assert.equal((await call('POST', '/office', { do: 'erase', custodian: 'ana' })).status, 204);
  const refused = await call('POST', '/office', { do: 'release', matter: 'rook' });
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /no hold for .+rook.+ stands/);
  assert.equal((await call('POST', '/office', { do: 'shred' })).status, 422);
  assert.deepEqual(calls, ['erase']);
});

test('somebody without a face does one thing at a time, and what the screens do not have is refused', async () => {
  const { call, calls } = control();
  assert.equal((await call('POST', '/members/cy', { do: 'list' })).status, 409, 'there is no scenario');
  await call('POST', '/scenarios', start);
  assert.deepEqual(await (await call('POST', '/members/cy', { do: 'list' })).json(), { titles: ['Ana'] });
  const lost = await call('POST', '/members/cy', { do: 'look', peer: '+447700900001' });
  assert.equal(lost.status, 409);
  assert.match(await lost.text(), /no such screen/);
  assert.equal((await call('POST', '/members/eve', { do: 'list' })).status, 404);
  assert.equal((await call('POST', '/members/cy', { do: 'dance' })).status, 422);
  assert.deepEqual(calls, []);
});

test('a scenario settles before it is ended, and goes on being asked', async () => {
  const { call, calls } = control();
  assert.equal((await call('POST', '/scenarios/settle')).status, 409);
  await call('POST', '/scenarios', start);
  assert.deepEqual(await (await call('POST', '/scenarios/settle')).json(), { quiet: true });
  assert.equal((await call('POST', '/members/cy', { do: 'list' })).status, 200);
  assert.equal((await call('POST', '/scenarios/end')).status, 200);
  assert.deepEqual(calls, ['settle']);
});

test('a new scenario ends one that was left behind', async () => {
  const { call, calls } = control();
  await call('POST', '/scenarios', start);
  await call('POST', '/scenarios', start);
  assert.deepEqual(calls, ['abandon']);
});

test('without the token, from a foreign page or under a foreign name nobody is let in', async () => {
  const { call } = control();
  assert.equal((await call('POST', '/scenarios', start, { authorization: 'Bearer wrong' })).status, 401);
  assert.equal((await call('POST', '/scenarios', start, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await call('POST', '/scenarios', start, { host: 'evil.example' })).status, 403);
  assert.equal((await call('POST', '/scenarios', start, { origin: 'http://127.0.0.1:5000' })).status, 201);
});

test('what is not as agreed is refused with the reason, and changes nothing', async () => {
  const { call, calls } = control();
  const detail = async (response: Response): Promise<string> =>
    `${response.status} ${((await response.json()) as { detail: string }).detail}`;
  assert.match(await detail(await call('POST', '/scenarios', '{')), /^400 /);
  assert.match(await detail(await call('POST', '/scenarios', { name: 'x' })), /^422 [\s\S]*seed/);
  assert.match(await detail(await call('POST', '/journal', { kind: 'world.ended', data: {} })), /^422 /);
  assert.match(await detail(await call('GET', '/nothing')), /^404 GET \/nothing/);
  await call('POST', '/scenarios', start);
  assert.match(await detail(await call('POST', '/faults', { fault: 'no.such' })), /^409 no.such/);
  assert.deepEqual(calls, []);
});

test('a message that may not be written is a refusal of its own', async () => {
  const { call } = control();
  await call('POST', '/scenarios', start);
  const data = { phone: 'ana', peer: '+447700900002', body: 'hello', canary: 'x' };
  const refused = await call('POST', '/journal', { kind: 'ui.sent', data });
  assert.equal(refused.status, 429);
  assert.equal(((await refused.json()) as { detail: string }).detail, 'no more than 50 messages');
});
