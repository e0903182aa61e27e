import assert from 'node:assert/strict';
import test from 'node:test';
import type { FakePhone } from './fake-phone.test-support.ts';
import { foreignAuthority as foreign, keyPackage } from './mls-bytes.test-support.ts';
import { numbers, smallWorld } from './small-world.test-support.ts';

const pool = '/mls/v1/keypackages';
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const packages = (msisdn: string, ...labels: string[]): string[] =>
  labels.map((label) => text(keyPackage(msisdn, label)));

const upload = (phone: FakePhone, labels: string[], lastResort?: string) =>
  phone.http(pool, {
    msisdn: phone.msisdn,
    key_packages: packages(phone.msisdn, ...labels),
    ...(lastResort === undefined ? {} : { last_resort: text(keyPackage(phone.msisdn, lastResort)) }),
  });
const claim = (phone: FakePhone, target: string) => phone.http(`${pool}/claim`, { target_msisdn: target });
const imei = '356938035643809';
const only = (key_package: string | undefined, is_last_resort: boolean) => ({
  key_packages: [{ key_package, is_last_resort, device: imei }],
});

test('KeyPackages are handed out oldest first, each once; then the last resort, again and again', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  assert.deepEqual(await world.settle(upload(world.ben, ['one', 'two'], 'last')), {
    status: 200,
    body: { stored: 2, available: 2 },
  });
  const [one, two, last] = packages(numbers.ben, 'one', 'two', 'last');
  const claims = [];
  for (let times = 0; times < 4; times++) claims.push((await world.settle(claim(world.ana, numbers.ben))).body);
  assert.deepEqual(claims, [only(one, false), only(two, false), only(last, true), only(last, true)]);
  assert.deepEqual((await world.settle(world.ben.http(pool))).body, { available: 0, last_resort: true });
  await world.settle(upload(world.ben, ['three']));
  assert.deepEqual(
    (await world.settle(claim(world.ana, numbers.ben))).body,
    only(packages(numbers.ben, 'three')[0], false),
  );
  assert.deepEqual(
    world.entries('carrier.claimed').map(({ carrier, by, last_resort, left }) => [carrier, by, last_resort, left]),
    [
      ['south', numbers.ana, false, 1],
      ['south', numbers.ana, false, 0],
      ['south', numbers.ana, true, 0],
      ['south', numbers.ana, true, 0],
      ['south', numbers.ana, false, 0],
    ],
  );
});

test('a subscriber of the same carrier is served without asking another', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  await world.settle(upload(world.cy, ['one']));
  world.network.change('north', 'south', { partitioned: true });
  assert.equal((await world.settle(claim(world.ana, numbers.cy))).status, 200);
  assert.deepEqual(await world.settle(claim(world.ana, numbers.cy)), {
    status: 404,
    body: { error: 'no-key-packages' },
  });
});

test('nobody, no pool, another carrier out of reach: each is told apart', async () => {
  const world = smallWorld();
  await world.online(world.ana);
  assert.deepEqual(await world.settle(claim(world.ana, '+447700999999')), {
    status: 404,
    body: { error: 'unknown-subscriber' },
  });
  assert.deepEqual(await world.settle(claim(world.ana, numbers.ben)), {
    status: 404,
    body: { error: 'unknown-subscriber' },
  });
  await world.settle(world.ben.provision());
  assert.deepEqual(await world.settle(claim(world.ana, numbers.ben)), {
    status: 404,
    body: { error: 'no-key-packages' },
  });
  world.network.change('north', 'south', { partitioned: true });
  assert.deepEqual(await world.settle(claim(world.ana, numbers.ben)), {
    status: 504,
    body: { error: 'carrier-not-reached' },
  });
});

test('the last resort alone can be uploaded and replaced', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  await world.settle(upload(world.ben, [], 'first'));
  await world.settle(upload(world.ben, [], 'second'));
  const { body } = await world.settle(claim(world.ana, numbers.ben));
  assert.deepEqual(body, only(packages(numbers.ben, 'second')[0], true));
});

for (const [what, bytes, error] of [
  ['of another number', keyPackage(numbers.cy, 'x'), 'invalid-credential'],
  ['of another device', keyPackage(numbers.ana, 'x', { imei: '490154203237518' }), 'invalid-credential'],
  ['of a foreign authority', keyPackage(numbers.ana, 'x', { authority: foreign }), 'invalid-credential'],
  ['with 29 days left', keyPackage(numbers.ana, 'x', { days: 29 }), 'expired-credential'],
  ['of another cipher suite', keyPackage(numbers.ana, 'x', { suite: 1 }), 'bad-key-package'],
  ['that has expired', keyPackage(numbers.ana, 'x', { notAfterS: 1_700_000_000n }), 'bad-key-package'],
  ['that is none', Buffer.from('KeyPackage'), 'bad-key-package'],
] as const) {
  test(`a KeyPackage ${what} is refused, and nothing of the upload is kept`, async () => {
    const world = smallWorld();
    await world.online(world.ana);
    const body = { msisdn: numbers.ana, key_packages: [text(keyPackage(numbers.ana, 'good')), text(bytes)] };
    assert.deepEqual(await world.settle(world.ana.http(pool, body)), {
      status: error === 'bad-key-package' ? 400 : 403,
      body: { error },
    });
    assert.deepEqual((await world.settle(world.ana.http(pool))).body, { available: 0, last_resort: false });
  });
}

test('an upload in the name of another, one that is not JSON, a pool that would overflow', async () => {
  const world = smallWorld();
  await world.online(world.ana);
  const one = packages(numbers.ana, 'one');
  assert.equal((await world.settle(world.ana.http(pool, { msisdn: numbers.cy, key_packages: one }))).status, 403);
  assert.equal((await world.settle(world.ana.http(pool, { key_packages: one }))).status, 400);
  const many = packages(numbers.ana, ...Array.from({ length: 150 }, (_, index) => `${index}`));
  const all = { msisdn: numbers.ana, key_packages: many };
  assert.equal((await world.settle(world.ana.http(pool, all))).status, 200);
  assert.deepEqual(await world.settle(world.ana.http(pool, all)), { status: 409, body: { error: 'pool-full' } });
  const huge = { msisdn: numbers.ana, key_packages: ['A'.repeat(600_000)] };
  assert.equal((await world.settle(world.ana.http(pool, huge))).status, 413);
});

test('a KeyPackage is handed out while its certificate has 30 days left, and no longer', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  const brief = text(keyPackage(numbers.cy, 'brief', { days: 31 }));
  await world.settle(world.cy.http(pool, { msisdn: numbers.cy, key_packages: [brief], last_resort: brief }));
  assert.equal((await world.settle(claim(world.ana, numbers.cy))).status, 200);
  await world.clock.runFor(86_401_000);
  assert.deepEqual((await world.settle(world.cy.http(pool))).body, { available: 0, last_resort: false });
  assert.equal((await world.settle(claim(world.ana, numbers.cy))).status, 404);
});

test('expired KeyPackages are not handed out', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  const soon = BigInt(Math.floor(world.clock.now() / 1000) + 3600);
  const body = { msisdn: numbers.cy, key_packages: [text(keyPackage(numbers.cy, 'brief', { notAfterS: soon }))] };
  await world.settle(world.cy.http(pool, body));
  await world.clock.runFor(3_601_000);
  assert.equal((await world.settle(claim(world.ana, numbers.cy))).status, 404);
});

test('a phone that lost its state and is set up anew has an empty pool: nobody gets keys it cannot use', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.cy);
  await world.settle(upload(world.cy, ['one', 'two'], 'last'));
  await world.settle(world.cy.provision({ vers: 1 }));
  assert.deepEqual((await world.settle(world.cy.http(pool))).body, { available: 2, last_resort: true });
  await world.settle(world.cy.provision({ vers: 0 }));
  assert.deepEqual((await world.settle(world.cy.http(pool))).body, { available: 0, last_resort: false });
});

test('without the provisioned credentials, or with another carrier’s name, the KDS says 401', async () => {
  const world = smallWorld();
  await world.online(world.ana);
  const fetch = world.network.fetchFrom('ana');
  const post = (path: string, authorization: string, by: string = numbers.ben) =>
    fetch(
      new Request(`http://kds.north.test${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { authorization },
        body: JSON.stringify({ target_msisdn: numbers.ana, by }),
      }),
    );
  assert.equal((await world.settle(post(`${pool}/claim`, 'Digest x'))).status, 401);
  assert.equal((await world.settle(post('/mls/v1/interconnect/claim', 'Bearer guess'))).status, 401);
  const own = world.interconnect.token('north', 'south');
  assert.equal(
    (await world.settle(post('/mls/v1/interconnect/claim', `Bearer ${own}`))).status,
    401,
    'a token for south',
  );
  const right = world.interconnect.token('south', 'north');
  assert.equal((await world.settle(post('/mls/v1/interconnect/claim', `Bearer ${right}`))).status, 404);
  assert.equal((await world.settle(post('/mls/v1/interconnect/claim', `Bearer ${right}`, numbers.cy))).status, 403);
});

test('with either carrier’s E2EE switch off there are no KeyPackages to be had', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  await world.settle(upload(world.ben, ['one'], 'last'));
  for (const carrier of [world.north, world.south]) {
    carrier.setE2ee(false);
    assert.deepEqual(await world.settle(claim(world.ana, numbers.ben)), {
      status: 403,
      body: { error: 'encryption-not-available' },
    });
    carrier.setE2ee(true);
  }
  assert.equal((await world.settle(claim(world.ana, numbers.ben))).status, 200);
});

test('drained down to the last resort: what a fault does', async () => {
  const world = smallWorld();
  await world.online(world.ana, world.ben);
  await world.settle(upload(world.ben, ['one', 'two', 'three'], 'last'));
  world.south.drainKeyPackages(numbers.ben, 0);
  const { body } = await world.settle(claim(world.ana, numbers.ben));
  assert.deepEqual(body, only(packages(numbers.ben, 'last')[0], true));
});
