import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { canonical } from '../../kernel/journal/entry.ts';
import { ana, ben, carrierEvent, complete, enterpriseWorld } from '../fixture.ts';
import { type WebhookProfile, webhookProfiles } from '../webhook-profile.ts';

const endpoint = 'http://enterprise.test/webhooks/messages';

/** One delivery of a profile as its receiver gets it, and how to put it to the receiver again. */
async function delivered(profile: WebhookProfile) {
  const world = enterpriseWorld(`receiver ${profile}`, { profile });
  const requests: Request[] = [];
  world.network.intercept('enterprise.test', (next) => async (request) => {
    if (request.url === endpoint && !(await request.clone().text()).includes('clientToken'))
      requests.push(request.clone());
    return next(request);
  });
  world.enterprise.platform.observe(carrierEvent({ message_id: 'rcs-20261122-0001', status: 'delivered' }));
  await world.clock.runFor(1000);
  const [request] = requests;
  assert.ok(request && requests.length === 1);
  const { headers } = request;
  const body = await request.text();
  /** @param change what of its headers is other */
  const post = async (text = body, change: Readonly<Record<string, string>> = {}) => {
    const changed = new Headers(headers);
    for (const [name, value] of Object.entries(change)) changed.set(name, value);
    const again = new Request(endpoint, { method: 'POST', headers: changed, body: text });
    const answer = await complete(world.clock, world.enterprise.app(again));
    return answer.status;
  };
  const rows = async () =>
    (await world.ask('GET', 'http://enterprise.test/events', world.enterprise.tenant.auditorToken)).json.events;
  return { ...world, headers, body, post, rows };
}

for (const profile of webhookProfiles) {
  test(`${profile}: the same delivery again, and many times at once, is acknowledged and kept once`, async () => {
    const it = await delivered(profile);
    const acknowledged = profile === 'rbm' ? 200 : 204;
    const statuses = await Promise.all(Array.from({ length: 8 }, () => it.post()));
    assert.deepEqual(new Set(statuses), new Set([acknowledged]));
    assert.equal((await it.rows()).length, 1);
  });

  test(`${profile}: an unsigned or wrongly signed delivery is refused before its content is looked at`, async () => {
    const it = await delivered(profile);
    const nobodys = Buffer.alloc(64, 7).toString('base64');
    const wrong: Readonly<Record<WebhookProfile, () => Promise<number>>> = {
      standard: () => it.post('{}', { 'webhook-signature': `v1,${nobodys} v1a,${nobodys}` }),
      rfc9421: () => it.post(it.body, { signature: `sig1=:${nobodys}:, sig2=:${nobodys}:` }),
      article: () => it.post(JSON.stringify({ signature: nobodys })),
      rbm: () => it.post(it.body, { 'x-goog-signature': nobodys }),
    };
    assert.equal(await wrong[profile](), 401);
    const refused = it.entries('webhook.refused').at(-1)?.reason;
    assert.match(refused ?? '', /^not-signed/);
  });

  test(`${profile}: garbage is refused, as problem+json, and nothing is stored`, async () => {
    const it = await delivered(profile);
    for (const body of ['', '{', '[]', 'null', '"x"', '\ud800', '{"message":{"data":"!"}}', '{"signature":7}']) {
      assert.ok([400, 401].includes(await it.post(body)), body);
    }
    assert.equal(await it.post('x'.repeat(70_000)), 413);
    assert.equal((await it.rows()).length, 1);
  });
}

test('the two profiles that sign a time refuse what is older than five minutes', async () => {
  for (const profile of ['standard', 'rfc9421'] as const) {
    const it = await delivered(profile);
    await it.clock.runFor(298_000);
    assert.equal(await it.post(), 204);
    await it.clock.runFor(5000);
    assert.equal(await it.post(), 401);
    assert.match(it.entries('webhook.refused').at(-1)?.reason ?? '', /^not-timely/);
  }
});

test('article: the body has the fields of the sample, in their order, and no other; an independent verifier takes it', async () => {
  const it = await delivered('article');
  const body = JSON.parse(it.body);
  assert.deepEqual(Object.keys(body), [
    'message_id',
    'sender_hash',
    'recipient_hash',
    'timestamp',
    'status',
    'content_hash',
    'attachment_refs',
    'signature',
  ]);
  assert.equal(body.message_id, 'rcs-20261122-0001');
  assert.match(body.sender_hash, /^sha256:[0-9a-f]{64}$/);
  assert.match(body.recipient_hash, /^sha256:[0-9a-f]{64}$/);
  assert.equal(body.timestamp, '2026-11-22T12:00:00Z');
  assert.equal(body.status, 'delivered');
  assert.deepEqual(body.attachment_refs, []);
  assert.deepEqual([...it.headers.keys()], ['content-type']);
  const { keys } = (await it.ask('GET', 'http://platform.test/.well-known/jwks.json', null)).json;
  const key = createPublicKey({ key: keys[0], format: 'jwk' });
  const { signature, ...signed } = body;
  assert.ok(verify(null, Buffer.from(canonical(signed)), key, Buffer.from(signature, 'base64')));
  signed.status = 'read';
  assert.ok(!verify(null, Buffer.from(canonical(signed)), key, Buffer.from(signature, 'base64')));
});

test('rfc9421: a signature that leaves out what matters, has no time, or is for elsewhere does not count', async () => {
  const it = await delivered('rfc9421');
  const input = it.headers.get('signature-input') ?? '';
  for (const [change, pattern] of [
    [input.replaceAll(' "content-digest"', ''), /covers/],
    [input.replaceAll(' "webhook-id"', ''), /covers/],
    [input.replaceAll('"@authority" ', ''), /covers/],
    [input.replaceAll(/created=\d+;/g, ''), /created/],
    [input.replaceAll(/expires=\d+/g, 'expires=1'), /not-timely/],
    [input.replaceAll(/tag="[^"]*"/g, 'tag="else"'), /tag/],
    [input.replaceAll(/nonce="[^"]*"/g, 'nonce="x"'), /no signature verifies/],
  ] as const) {
    assert.equal(await it.post(it.body, { 'signature-input': change }), 401);
    assert.match(it.entries('webhook.refused').at(-1)?.reason ?? '', pattern);
  }
  assert.equal(await it.post(it.body.replace('delivered"', 'read"')), 401);
  assert.equal(await it.post(), 204);
});

test('rbm: nothing but the data is signed, and nothing else is kept; a handshake with another token is refused', async () => {
  const it = await delivered('rbm');
  const envelope = JSON.parse(it.body);
  const other = { ...envelope, subscription: 'projects/x/subscriptions/y' };
  other.message = { ...envelope.message, messageId: 'other', publishTime: 'never', attributes: { a: ana } };
  assert.equal(await it.post(JSON.stringify(other)), 200);
  const rows = await it.rows();
  assert.equal(rows.length, 1);
  assert.ok(!JSON.stringify(rows).includes(ana) && !JSON.stringify(rows).includes(ben));
  const body = JSON.stringify({ clientToken: 'a stranger’s', secret: 's' });
  const answer = await complete(it.clock, it.enterprise.app(new Request(endpoint, { method: 'POST', body })));
  assert.equal(answer.status, 401);
});

test('a delivery of another profile than the receiver’s is refused', async () => {
  const others = await Promise.all(
    webhookProfiles.map(async (profile) => ({ profile, sent: await delivered(profile) })),
  );
  for (const { profile, sent } of others) {
    for (const other of others) {
      if (other.profile === profile) continue;
      const request = new Request(endpoint, { method: 'POST', headers: other.sent.headers, body: other.sent.body });
      const { status } = await complete(sent.clock, sent.enterprise.app(request));
      assert.ok(status === 400 || status === 401, `${other.profile} at ${profile}: ${status}`);
    }
    assert.equal((await sent.rows()).length, 1);
  }
});
