import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Random } from '../../../kernel/random.ts';
import { messagesId } from '../fixture-phone.ts';
import { fedStream } from './fed-stream.ts';
import { fuzzer } from './fuzzer.ts';
import { awkwardNumber, awkwardText, chunks, mutated, mutatedText, pick } from './mutate.ts';
import { fuzzedStrategies, selectorFor } from './selectors.ts';

const paths = [
  '/element',
  '/elements',
  '/element/:e/click',
  '/element/:e/value',
  '/element/:e/clear',
  '/element/:e/attribute/text',
  '/element/:e/rect',
  '/element/:e/screenshot',
  '/keys',
  '/source',
  '/actions',
  '/appium/settings',
  '/appium/device/press_keycode',
  '/appium/device/set_clipboard',
  '/appium/gestures/scroll',
  '/appium/gestures/click',
  '/appium/gestures/drag',
  '/gestures/scroll_to',
  '/alert/text',
  '',
] as const;

/** Any JSON, with the keys that the server looks for. */
function json(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 3 ? 5 : 7);
  if (kind === 0) return awkwardNumber(random);
  if (kind === 1) return awkwardText(random);
  if (kind === 2) return random.chance(0.5);
  if (kind === 3) return null;
  if (kind === 4) return pick(random, ['down', 'pointer', 'pointerMove', 'touch', 'viewport', 'xpath', '//*']);
  if (kind === 5) return Array.from({ length: random.below(4) }, () => json(random, depth + 1));
  const keys = [
    'actions',
    'type',
    'id',
    'x',
    'y',
    'duration',
    'origin',
    'strategy',
    'selector',
    'text',
    'keycode',
    'settings',
    'direction',
    'percent',
    'area',
    'end',
    'params',
    'parameters',
    'offset',
  ] as const;
  const made: Record<string, unknown> = {};
  for (let count = random.below(6); count > 0; count--) made[pick(random, [...keys])] = json(random, depth + 1);
  return made;
}

function body(random: Random, path: string): string {
  if (random.chance(0.5) && path.startsWith('/element')) {
    const strategy = pick(random, fuzzedStrategies);
    return JSON.stringify({ strategy, selector: selectorFor(random, strategy), context: '', multiple: true });
  }
  const text = JSON.stringify(json(random)) ?? '';
  return random.chance(0.7) ? text : mutatedText(random, text);
}

function request(random: Random, session: string): Uint8Array {
  const path = pick<string>(random, [...paths]);
  const element = random.chance(0.8)
    ? '00000000-0000-0014-ffff-ffff00000003'
    : encodeURIComponent(awkwardText(random).replace(/[\ud800-\udfff]/g, ''));
  const target = `/session/${random.chance(0.95) ? session : 'other'}${path.replace(':e', element)}`;
  const text = body(random, path);
  const method = pick(random, ['GET', 'POST', 'POST', 'POST', 'DELETE', 'PUT']);
  const head = `${method} ${target} HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n`;
  return Buffer.from(method === 'DELETE' && path === '' ? head.replace('DELETE', 'GET') : head + text);
}

/** Requests to the UiAutomator2 server over a raw stream: odd bodies, damaged heads, cut anywhere. */
export const httpFuzzer = fuzzer('http requests', async (random, device) => {
  device.phone.launch(messagesId);
  device.automation.start(() => {});
  const serve = device.automation.connect();
  if (typeof serve !== 'function') throw new Error('the automation does not take connections');
  const fed = fedStream();
  serve(fed.stream);
  const start = JSON.stringify({ capabilities: { firstMatch: [{ appPackage: messagesId }], alwaysMatch: {} } });
  fed.feed(Buffer.from(`POST /session HTTP/1.1\r\nhost: x\r\ncontent-length: ${start.length}\r\n\r\n${start}`));
  for (let turn = 0; turn < 20 && !/"sessionId":"([^"]+)"/.test(fed.written().toString()); turn++) await nextTurn();
  const session = /"sessionId":"([^"]+)"/.exec(fed.written().toString())?.[1];
  if (!session) throw new Error(`no session was made: ${fed.written().toString()}`);
  const whole = random.chance(0.7);
  const sent = whole ? request(random, session) : mutated(random, request(random, session));
  for (const piece of chunks(random, sent)) fed.feed(piece);
  for (let turn = 0; turn < 6; turn++) await nextTurn();
  const answers = fed.written().toString().split('HTTP/1.1 ').slice(2);
  for (const answer of whole ? answers : []) {
    const [, text = ''] = answer.split('\r\n\r\n');
    if (!/^\d{3} /.test(answer) || !('value' in JSON.parse(text)))
      throw new Error(`an odd answer: ${answer.slice(0, 500)}`);
  }
  await fed.finish();
});
