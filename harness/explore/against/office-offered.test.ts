import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StepImpossible } from '../../faults/plan/run-stage.ts';
import type { SubjectCredentials } from '../../subject/integration/credentials.ts';
import type { RecordsOfficer } from '../../subject/records-officer.ts';
import { offeredOfficer } from './offered-officer.ts';
import { officeOffered } from './office-offered.ts';

const server: SubjectCredentials = { kind: 'server', operatorToken: 'operator' };
const archive = [{ kid: 'a1', publicKey: new Uint8Array(32) }];

function given(operatorToken?: string, keys: object = { id: 'acme', archive }): SubjectCredentials {
  return {
    kind: 'tenant',
    tenant: {
      baseUrl: 'http://subject.test',
      enrolmentToken: 'e',
      auditorToken: 'a',
      webhookKeys: { secrets: [], ed25519: [] },
      ...(operatorToken !== undefined && { operatorToken }),
    },
    keys: { id: '', escrow: [], content: [], ...keys },
  };
}

const offers = (credentials: SubjectCredentials, ...unsupported: string[]) => {
  const { deeds, drawn } = officeOffered({ credentials, unsupported: new Set(unsupported) });
  return { deeds: [...deeds].sort().join(' '), drawn: [...drawn].sort().join(' ') };
};

test('of a fresh tenant everything is asked that is offered, of one that stays no policy is drawn', () => {
  const all = 'erase hold policy release';
  assert.deepEqual(offers(server), { deeds: all, drawn: all });
  assert.deepEqual(offers(server, 'setPolicy', 'releaseHold'), { deeds: 'erase hold', drawn: 'erase hold' });
  assert.deepEqual(offers(given('operator')), { deeds: all, drawn: 'erase hold release' });
});

test('what could not be judged, or not be undone, is not asked for', () => {
  const nothing = { deeds: '', drawn: '' };
  assert.deepEqual(offers(server, 'eraseRecords'), nothing);
  assert.deepEqual(offers(server, 'readPolicy'), nothing, 'a refusal may name a policy that nobody can read');
  assert.deepEqual(offers(given()), nothing, 'there is no token');
  assert.deepEqual(offers(given('operator', { id: 'acme' })), nothing, 'no tombstone can be verified');
  assert.deepEqual(offers(given('operator', { archive })), nothing, 'a tombstone names its tenant');
  assert.deepEqual(offers(given('operator'), 'listHolds'), nothing, 'a refusal may name a hold that nobody can read');
  assert.equal(offers(given('operator'), 'releaseHold').drawn, 'erase', 'a hold would stand for ever');
});

test('an officer who may do one thing is refused the others, and no request is sent', async () => {
  const done: string[] = [];
  const every: RecordsOfficer = {
    setPolicy: async () => void done.push('policy'),
    placeHold: async () => void done.push('hold'),
    release: async () => done.push('release'),
    erase: async () => void done.push('erase'),
  };
  const officer = offeredOfficer(every, new Set(['erase']));
  await officer.erase('+447700900001');
  await assert.rejects(officer.release('rook'), StepImpossible);
  await assert.rejects(officer.setPolicy({ profiles: [], own: null }), /does not offer "policy"/);
  await assert.rejects(
    officer.placeHold({ matter: 'rook', custodians: null, from: null, to: null }),
    /does not offer "hold"/,
  );
  assert.deepEqual(done, ['erase']);
});
