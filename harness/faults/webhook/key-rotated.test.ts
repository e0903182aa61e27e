import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultDesk } from '../fault-desk.ts';
import { testStage } from '../test-stage.ts';
import { virtualRig } from './fixture-rig.ts';

const publishedKeys = async (rig: ReturnType<typeof virtualRig>): Promise<string[]> => {
  const request = new Request('http://platform.test/.well-known/jwks.json');
  const { keys } = (await (await rig.enterprise.platform.app(request)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
};

test('what was begun under the old keys arrives under the new ones, and the old ones are gone', async () => {
  const rig = virtualRig();
  rig.deliver('M0');
  await rig.settle();
  await rig.desk.inject('webhook.keyRotated', { overlapMs: 1000 });
  rig.deliver('M1');
  await rig.pass(500);
  assert.deepEqual(await publishedKeys(rig), ['ed25519-1', 'ed25519-2']);
  await rig.pass(1000);
  assert.deepEqual(await publishedKeys(rig), ['ed25519-2']);
  await rig.desk.healAll();
  await rig.settle();
  assert.deepEqual(rig.attempts(), [204, 503, 503, 204]);
  assert.deepEqual(await rig.rows(), ['M0 sent', 'M1 sent']);
  await rig.close();
});

test("refused before somebody else's receiver, with the reason", async () => {
  const stage = { ...testStage(), subject: 'any-subject' as const };
  await assert.rejects(faultDesk(stage).inject('webhook.keyRotated', {}), /out of band: rotate it there/);
});
