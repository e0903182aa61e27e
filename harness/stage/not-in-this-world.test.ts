import assert from 'node:assert/strict';
import { test } from 'node:test';
import { officeOffered } from '../explore/against/office-offered.ts';
import { FaultRefused, faultDesk } from '../faults/fault-desk.ts';
import { testStage } from '../faults/test-stage.ts';
import type { SubjectCredentials } from '../subject/integration/credentials.ts';
import type { ForeignSide } from './foreign-side.ts';
import { NotInThisWorld, requireOffered, requirePlayable } from './not-in-this-world.ts';

const url = 'http://127.0.0.1:8700';
const scenario = { name: 'a', seed: 1, invariants: [] };
const server: SubjectCredentials = { kind: 'server', operatorToken: 'token' };
const keys = { id: 'law', escrow: [], content: [], archive: [{ kid: 'k', publicKey: new Uint8Array(32) }] };

function tenant(operatorToken?: string): SubjectCredentials {
  const webhookKeys = { secrets: [], ed25519: [] };
  const given = { baseUrl: url, enrolmentToken: 'e', auditorToken: 'a', webhookKeys };
  return { kind: 'tenant', tenant: { ...given, ...(operatorToken !== undefined && { operatorToken }) }, keys };
}

/** What of a side says whether its records officer may be asked. */
function side(credentials: SubjectCredentials, unsupported: readonly string[] = []): ForeignSide {
  const reached = { url, fetch, credentials, unsupported: new Set(unsupported) };
  const offered = officeOffered(reached);
  return { reached, ...(offered.deeds.size > 0 && { office: { offered } }) } as unknown as ForeignSide;
}

test('webhooks of another profile than the contract’s are not for a subject of somebody else’s', () => {
  assert.throws(() => requirePlayable({ ...scenario, webhookProfile: 'rbm' }, { url }), NotInThisWorld);
  requirePlayable({ ...scenario, webhookProfile: 'standard' }, { url });
  requirePlayable(scenario, { url });
  requirePlayable({ ...scenario, webhookProfile: 'rbm' }, undefined);
});

test('a records officer does what is offered, and on a tenant that stays nothing that would outlast the scenario', () => {
  for (const deed of ['policy', 'hold', 'erase', 'release'] as const) requireOffered(deed, side(server));
  const refused = (deed: 'policy' | 'hold' | 'erase', at: ForeignSide, why: RegExp): void =>
    assert.throws(
      () => requireOffered(deed, at),
      (error: Error) => error instanceof NotInThisWorld && why.test(error.message),
    );
  refused('erase', side(server, ['eraseRecords']), /does not offer eraseRecords/);
  refused('erase', side(tenant()), /was not given the operator's token/);
  refused('policy', side(tenant('operator')), /the one tenant that was given stays/);
  requireOffered('erase', side(tenant('operator')));
});

test('a fault that never can be there says so, and one that only cannot be now does not', async () => {
  const desk = faultDesk({ ...testStage(), subject: 'any-subject' });
  const refusal = async (work: Promise<unknown>): Promise<boolean> => {
    const error = await work.then(
      () => assert.fail('it was injected'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof FaultRefused);
    return error.notHere;
  };
  for (const [id, parameters] of [
    ['enterprise.diskFull', {}],
    ['enterprise.killed', { moment: 'at-once' }],
    ['webhook.keysStale', {}],
  ] as const)
    assert.ok(await refusal(desk.inject(id, parameters)), id);
  assert.ok(!(await refusal(desk.inject('no.such', {}))));
});
