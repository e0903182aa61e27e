import assert from 'node:assert/strict';
import test from 'node:test';
import { numbers, smallWorld } from './small-world.test-support.ts';

test('a subscriber is given credentials, its identities, the P-CSCF and the KDS', async () => {
  const world = smallWorld();
  assert.equal(await world.settle(world.ana.provision()), 200);
  const document = world.ana.document;
  assert.ok(document);
  assert.equal(document.pcscf, 'north');
  assert.equal(document.kdsUrl, 'http://kds.north.test');
  assert.deepEqual(document.publicIdentities, [`sip:${numbers.ana}@north.test`, `tel:${numbers.ana}`]);
  assert.ok(document.auth.userPwd.length >= 32);
  assert.deepEqual(world.entries('carrier.provisioned'), [
    { carrier: 'north', msisdn: numbers.ana, device: world.ana.imei },
  ]);
  assert.equal(world.lines.join('').includes(document.auth.userPwd), false);
});

test('a SIM that is not of this number, and a number of another carrier, are refused', async () => {
  const world = smallWorld();
  assert.equal(await world.settle(world.ana.provision({ imsi: '001019999999999' })), 403);
  const stranger = await world.settle(
    world.network.fetchFrom('ben')(new Request('http://acs.north.test/?msisdn=nonsense', { redirect: 'manual' })),
  );
  assert.equal(stranger.status, 400);
  assert.equal(world.entries('carrier.provisioned').length, 0);
});

test('a phone that still has its configuration keeps its credentials; one that lost it gets new ones', async () => {
  const world = smallWorld();
  await world.online(world.ana);
  const first = world.ana.document?.auth;
  await world.settle(world.ana.provision({ vers: 1 }));
  assert.deepEqual(world.ana.document?.auth, first);
  assert.equal(world.north.registered(numbers.ana), true);

  await world.settle(world.ana.provision({ vers: 0 }));
  assert.notEqual(world.ana.document?.auth.userName, first?.userName);
  assert.notEqual(world.ana.document?.auth.userPwd, first?.userPwd);
  assert.equal(world.north.registered(numbers.ana), false);
});

test('the same SIM in another phone gets credentials of its own, whatever version it claims to hold', async () => {
  const world = smallWorld();
  await world.settle(world.ana.provision());
  const first = world.ana.document?.auth;
  await world.settle(world.ana.provision({ vers: 5, imei: '999999999999999' }));
  assert.notEqual(world.ana.document?.auth.userPwd, first?.userPwd);
});

test('while the E2EE switch is off, no KDS is named; while the carrier throttles, nothing is given', async () => {
  const world = smallWorld();
  world.north.setE2ee(false);
  await world.settle(world.ana.provision());
  assert.equal(world.ana.document?.kdsUrl, undefined);
  world.north.throttle(7);
  assert.equal(await world.settle(world.ana.provision()), 503);
});
