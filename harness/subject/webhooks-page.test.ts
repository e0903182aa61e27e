import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { carrierEvent, complete, enterpriseWorld } from '../../simulators/enterprise/fixture.ts';
import { webhookKeyRing } from '../../simulators/enterprise/standard-webhooks/key-ring.ts';
import { formatSecret } from '../../simulators/enterprise/standard-webhooks/keys.ts';
import { type WebhookProfile, webhookProfiles } from '../../simulators/enterprise/webhook-profile.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { checkPlan } from '../faults/plan/read-plan.ts';

/** What the blocks of the page export. */
interface Page {
  fetchKeys(platformUrl: string, fetch: (request: Request) => Promise<Response>): Promise<Map<string, unknown>>;
  verifyStandard(headers: Headers, body: Buffer, options: object): Taken;
  verifyMessageSignature(headers: Headers, body: Buffer, options: object): Taken;
  verifyArticle(body: Buffer, options: object): Taken;
  receivePush(headers: Headers, body: Buffer, options: object): (Taken & { answer?: string }) | undefined;
  replay(platformUrl: string, token: string, since: Date | undefined, fetch: unknown): Promise<number>;
}
type Taken = { readonly id?: string; readonly event?: Readonly<Record<string, unknown>> } | undefined;

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'webhooks.md'), 'utf8');
const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, code]) => ({
  language,
  code: code ?? '',
}));
const folder = mkdtempSync(join(tmpdir(), 'webhooks-page-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Every JavaScript block, each a module of its own, as one who pastes it would have it. */
async function page(): Promise<Page> {
  const modules = await Promise.all(
    blocks
      .filter(({ language }) => language === 'js')
      .map(({ code }, index) => {
        const file = join(folder, `block-${index}.mjs`);
        writeFileSync(file, code);
        return import(pathToFileURL(file).href) as Promise<object>;
      }),
  );
  return Object.assign({}, ...modules) as Page;
}

test('the page has a block a profile, and none that nobody runs', async () => {
  assert.deepEqual(
    blocks.map(({ language }) => language),
    ['json', 'js', 'js', 'js', 'js', 'js', 'js'],
  );
  assert.deepEqual(Object.keys(await page()).toSorted(), [
    'fetchKeys',
    'receivePush',
    'replay',
    'verifyArticle',
    'verifyMessageSignature',
    'verifyStandard',
  ]);
  const world: unknown = JSON.parse(blocks[0]?.code ?? '');
  assert.equal(checkPlan({ seed: 1, world, steps: [] }, 'the page').world.webhooks?.profile, 'rfc9421');
});

/** A receiver that is made of the page's blocks and nothing else, in the place of ours. */
async function pasted(profile: WebhookProfile) {
  const { fetchKeys, verifyStandard, verifyMessageSignature, verifyArticle, receivePush } = await page();
  const seed = `page ${profile}`;
  const world = enterpriseWorld(seed, { profile, retry: { delaysMs: [1000], timeoutMs: 5000 } });
  const { clock, network, enterprise } = world;
  const own = seededRandom(seed).split('enterprise');
  const { secrets } = webhookKeyRing(own.split('webhook keys')).signing();
  const clientToken = Buffer.from(own.split('client token').bytes(16)).toString('hex');
  const taken = new Map<string, Readonly<Record<string, unknown>>>();
  const requests: { headers: Headers; body: Buffer }[] = [];

  async function verify(headers: Headers, body: Buffer): Promise<(Taken & { answer?: string }) | undefined> {
    const keys = await fetchKeys('http://platform.test', enterprise.platform.app);
    const now = clock.now();
    const url = 'http://enterprise.test/webhooks/messages';
    switch (profile) {
      case 'standard':
        return verifyStandard(headers, body, { secrets: secrets.map(formatSecret), keys, now });
      case 'rfc9421':
        return verifyMessageSignature(headers, body, {
          url,
          secrets: new Map(secrets.map(({ kid, key }) => [kid, key])),
          keys,
          now,
        });
      case 'article':
        return verifyArticle(body, { keys });
      case 'rbm':
        return receivePush(headers, body, { clientToken });
    }
  }

  let down = false;
  network.intercept('enterprise.test', () => async (request) => {
    const body = Buffer.from(await request.arrayBuffer());
    if (down) return new Response(null, { status: 503 });
    requests.push({ headers: request.headers, body });
    const found = await verify(request.headers, body);
    if (found?.answer !== undefined) return new Response(found.answer);
    if (found?.id === undefined || !found.event) return new Response(null, { status: 401 });
    taken.set(found.id, found.event);
    return new Response(null, { status: 200 });
  });
  return {
    ...world,
    verify,
    taken,
    requests,
    setDown(is: boolean) {
      down = is;
    },
  };
}

for (const profile of webhookProfiles) {
  test(`${profile}: a receiver pasted from the page takes what the platform sends, and nothing that was changed`, async () => {
    const it = await pasted(profile);
    for (const status of ['sent', 'delivered', 'displayed'] as const)
      it.enterprise.platform.observe(carrierEvent({ status }));
    await it.clock.runFor(3000);
    assert.equal(it.taken.size, 3);
    assert.ok(it.entries('webhook.attempt').every(({ http_status }) => http_status === 200));
    const last = it.requests.at(-1);
    assert.ok(last);
    const changed = Buffer.from(last.body.toString().replace(/("status":"|"data":")\w/, '$1X'));
    assert.notDeepEqual(changed, last.body);
    assert.equal(await it.verify(last.headers, changed).catch(() => undefined), undefined);
    assert.ok(await it.verify(last.headers, last.body));
    await it.clock.runFor(400_000);
    const late = await it.verify(last.headers, last.body);
    assert.equal(
      late === undefined,
      profile === 'standard' || profile === 'rfc9421',
      'only what signs a time is ever too old',
    );
  });
}

test('what strangers send is nothing, and never an error that ends a pasted receiver', async () => {
  for (const profile of webhookProfiles) {
    const it = await pasted(profile);
    for (const text of [
      '',
      'x',
      'null',
      '7',
      '"x"',
      '[]',
      '{}',
      '{"message":7}',
      '{"message":{"data":7}}',
      '{"signature":7}',
    ])
      assert.equal(await it.verify(new Headers(), Buffer.from(text)), undefined, `${profile}: ${text}`);
  }
});

test('over a rotation a pasted receiver goes on, with public keys alone', async () => {
  const it = await pasted('article');
  it.enterprise.platform.observe(carrierEvent());
  await it.clock.runFor(1000);
  it.enterprise.rotateWebhookKeys(0);
  it.enterprise.platform.observe(carrierEvent({ status: 'delivered' }));
  await it.clock.runFor(1000);
  assert.equal(it.taken.size, 2);
});

test('what was given up is sent again', async () => {
  const it = await pasted('standard');
  const { replay } = await page();
  it.setDown(true);
  it.enterprise.platform.observe(carrierEvent());
  await it.clock.runFor(10_000);
  assert.equal(it.enterprise.platform.pending(), 0);
  it.setDown(false);
  const { operatorToken } = it.enterprise.tenant;
  const again = (since?: Date) =>
    complete(it.clock, replay('http://platform.test', operatorToken, since, it.enterprise.platform.app));
  assert.equal(await again(), 1);
  await it.clock.runFor(1000);
  assert.equal(it.taken.size, 1);
  assert.equal(await again(new Date(it.clock.now() - 60_000)), 1);
  await assert.rejects(
    replay('http://platform.test', 'nonsense', undefined, it.enterprise.platform.app),
    /answered 401/,
  );
});
