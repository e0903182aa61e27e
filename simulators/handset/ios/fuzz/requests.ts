import type { Random } from '../../../kernel/random.ts';
import { virtualClock } from '../../../kernel/virtual-clock.ts';
import { fixtureAgent, fixtureEpochMs, fixtureUdid } from '../fixture-agent.ts';
import { tunnelRegistry } from '../tunnel/registry.ts';
import { wdaApp } from '../wda/http.ts';
import { type Fuzzer, fuzzer, mutated, mutatedText, pick } from './mutate.ts';

const posts: readonly [[string, unknown], ...[string, unknown][]] = [
  ['/element', { using: 'accessibility id', value: 'composeButton' }],
  ['/elements', { using: 'class name', value: 'XCUIElementTypeCell' }],
  ['/element', { using: 'predicate string', value: 'label CONTAINS "hello"' }],
  ['/element', { using: 'class chain', value: '**/XCUIElementTypeCell[1]' }],
  ['/element/UID/element', { using: 'xpath', value: '//*' }],
  ['/element/UID/click', {}],
  ['/element/UID/value', { value: ['a', 'b'], text: 'ab' }],
  ['/element/UID/clear', {}],
  [
    '/actions',
    {
      actions: [
        {
          id: 'f',
          type: 'pointer',
          parameters: { pointerType: 'touch' },
          actions: [
            { type: 'pointerMove', x: 200, y: 300 },
            { type: 'pointerDown' },
            { type: 'pause', duration: 50 },
            { type: 'pointerUp' },
          ],
        },
      ],
    },
  ],
  [
    '/actions',
    {
      actions: [
        {
          id: 'k',
          type: 'key',
          actions: [
            { type: 'keyDown', value: 'a' },
            { type: 'keyUp', value: 'a' },
          ],
        },
      ],
    },
  ],
  ['/wda/dragfromtoforduration', { fromX: 200, fromY: 600, toX: 200, toY: 200, duration: 1 }],
  ['/wda/tap', { x: 350, y: 120 }],
  ['/wda/scroll', { direction: 'down', distance: 0.5 }],
  ['/wda/element/UID/scroll', { toVisible: true }],
  ['/wda/swipe', { direction: 'up' }],
  ['/wda/apps/activate', { bundleId: 'com.apple.MobileSMS' }],
  ['/wda/apps/terminate', { bundleId: 'com.apple.Preferences' }],
  ['/wda/apps/state', { bundleId: 'com.apple.Preferences' }],
  ['/wda/keys', { value: ['x', '\b'] }],
  ['/wda/pressButton', { name: 'home' }],
  ['/wda/setPasteboard', { contentType: 'plaintext', content: 'aGk=' }],
  ['/appium/settings', { settings: { snapshotMaxDepth: 3, shouldUseCompactResponses: false } }],
  ['/url', { url: 'sms:+447700900001' }],
];
const gets: readonly [string, ...string[]] = [
  '/source?format=json',
  '/source?format=xml&scope=AppiumAUT&excluded_attributes=visible,label',
  '/source?format=description',
  '/element/UID/attribute/label',
  '/element/UID/rect',
  '/element/UID/text',
  '/element/active',
  '/window/rect',
  '/wda/screen',
  '/wda/activeAppInfo',
  '/alert/text',
  '/orientation',
];
const fragments: readonly [string, ...string[]] = [
  'null',
  '[]',
  '{}',
  '""',
  '-1',
  '1e999',
  'true',
  '"UID"',
  ',',
  '[[',
  '\\ud800',
  '"__proto__":1,',
];

/** An agent with a session and one element found, fresh for each input. */
async function prepared(): Promise<{ app: ReturnType<typeof wdaApp>; sessionId: string; uid: string }> {
  const agent = fixtureAgent();
  const sessionId = await agent.start();
  return { app: wdaApp(agent.answer), sessionId, uid: await agent.find('name', 'conversation-3') };
}

function request(random: Random, sessionId: string, uid: string): Request {
  const [path, body] = random.chance(0.7) ? pick(random, posts) : [pick(random, gets), undefined];
  const session = random.chance(0.95) ? `/session/${sessionId}` : '';
  const target = `${session}${path.replace('UID', uid)}`;
  const url = random.chance(0.9) ? target : mutatedText(random, target, ['/', '%', '?', ':', '..', '%00', 'é']);
  let text = body === undefined ? '' : JSON.stringify(body).replace('UID', uid);
  if (random.chance(0.7)) text = mutatedText(random, text, fragments);
  if (random.chance(0.1)) text = mutated(random, Buffer.from(text)).toString('latin1');
  const method = body === undefined ? pick(random, ['GET', 'GET', 'DELETE']) : 'POST';
  const full = new URL('http://phone');
  full.href = `http://phone/${url.replace(/^\/*/, '').replace(/[\s#\\]/g, '')}`;
  return new Request(full, method === 'POST' ? { method, body: text } : { method });
}

export const requestFuzzers: readonly Fuzzer[] = [
  fuzzer('wda http', async (random) => {
    const { app, sessionId, uid } = await prepared();
    for (let n = 1 + random.below(3); n > 0; n--) {
      const response = await app(request(random, sessionId, uid));
      const text = await response.text();
      const { value } = JSON.parse(text) as { value: { error?: string } | null };
      if (response.status !== 200 && typeof value?.error !== 'string') throw new Error(`${response.status}: ${text}`);
    }
  }),
  fuzzer('tunnel registry', async (random) => {
    const clock = virtualClock(fixtureEpochMs);
    const registry = tunnelRegistry(
      [{ udid: fixtureUdid, address: '127.77.0.1', services: () => ({ name: 1 }) }],
      clock,
    );
    const path = mutatedText(
      random,
      pick(random, [`/remotexpc/tunnels/${fixtureUdid}?waitMs=0`, '/remotexpc/tunnels']),
      ['/', '?waitMs=', 'NaN', '-1', '1e9', '%', 'refresh-services'],
    );
    const full = new URL('http://registry');
    full.href = `http://registry/${path.replace(/^\/*/, '').replace(/[\s#\\]/g, '')}`;
    const response = await registry(new Request(full, { method: pick(random, ['GET', 'POST', 'PUT']) }));
    if (![200, 400, 404].includes(response.status)) throw new Error(`${path}: ${response.status}`);
  }),
];
