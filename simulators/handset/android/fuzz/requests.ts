import type { Random } from '../../../kernel/random.ts';
import { awkwardText, mutatedJson, mutatedText, pick } from './mutate.ts';
import { fuzzedStrategies, selectorFor } from './selectors.ts';

/** A request that works, to be damaged. `:e` stands for an element of the session. */
interface Template {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

const get = (path: string): Template => ({ method: 'GET', path });
const post = (path: string, body: unknown = {}): Template => ({ method: 'POST', path, body });

/** What UiAutomator2 elements look like inside bodies. */
const origin = { 'element-6066-11e4-a52e-4f735466cecf': ':e' };
const area = { left: 0, top: 300, width: 1000, height: 1500 };

const touch = (...actions: unknown[]) => ({
  id: 'finger',
  type: 'pointer',
  parameters: { pointerType: 'touch' },
  actions,
});
const swipe = touch(
  { type: 'pointerMove', duration: 0, origin: 'viewport', x: 540, y: 1900 },
  { type: 'pointerDown', button: 0 },
  { type: 'pause', duration: 100 },
  { type: 'pointerMove', duration: 300, origin: 'pointer', x: 0, y: -900 },
  { type: 'pointerUp', button: 0 },
);
const tap = touch(
  { type: 'pointerMove', duration: 20, origin, x: 0, y: 0 },
  { type: 'pointerDown' },
  { type: 'pointerCancel' },
  { type: 'pointerUp' },
);
const keys = {
  id: 'keys',
  type: 'key',
  actions: [
    { type: 'keyDown', value: '\uE008' },
    { type: 'keyDown', value: 'a' },
    { type: 'keyUp', value: 'a' },
    { type: 'pause', duration: 5 },
  ],
};

const templates = [
  get('/element/:e/text'),
  get('/element/:e/name'),
  get('/element/:e/attribute/content-desc'),
  get('/element/:e/rect'),
  get('/element/:e/size'),
  get('/element/:e/location'),
  get('/element/:e/screenshot'),
  get('/element/active'),
  get('/appium/element/:e/first_visible'),
  get('/source'),
  get('/screenshot'),
  get('/orientation'),
  get('/window/current/size'),
  get('/alert/text'),
  get('/appium/settings'),
  get('/appium/device/info'),
  get('/appium/device/apps'),
  post('/element/:e/click', { element: ':e' }),
  post('/element/:e/clear'),
  post('/element/:e/value', { elementId: ':e', text: 'hé', replace: false, value: ['h', 'é'] }),
  post('/keys', { text: 'x' }),
  post('/back'),
  post('/orientation', { orientation: 'PORTRAIT' }),
  post('/actions', { actions: [swipe] }),
  post('/actions', { actions: [keys, tap] }),
  post('/actions', {
    actions: [swipe, { ...tap, id: 'other' }, { id: 'wait', type: 'none', actions: [{ type: 'pause', duration: 1 }] }],
  }),
  post('/appium/settings', { settings: { enforceXPath1: true, waitForIdleTimeout: 1, unknown: {} } }),
  post('/appium/device/press_keycode', { keycode: 29, metastate: 1, flags: null }),
  post('/appium/device/set_clipboard', { content: 'aGk=', contentType: 'plaintext', label: 'x' }),
  post('/appium/device/get_clipboard', { contentType: 'plaintext' }),
  post('/appium/gestures/click', { origin, offset: { x: 1, y: 2 } }),
  post('/appium/gestures/click', { locator: { strategy: 'id', selector: 'start_chat_fab' } }),
  post('/appium/gestures/long_click', { offset: { x: 540, y: 400 }, duration: 600 }),
  post('/appium/gestures/double_click', { offset: { x: 540, y: 400 } }),
  post('/appium/gestures/drag', { origin, start: { x: 1, y: 1 }, end: { x: 5, y: 900 }, speed: 10 }),
  post('/appium/gestures/scroll', { area, direction: 'down', percent: 2.5, speed: 1 }),
  post('/appium/gestures/swipe', { origin, direction: 'up', percent: 0.5 }),
  post('/appium/gestures/fling', { area, direction: 'left', speed: 9000 }),
  post('/appium/gestures/pinch_open', { area, percent: 0.5 }),
  post('/gestures/scroll_to', { params: { strategy: 'accessibility id', selector: 'Start chat', maxSwipes: 2 } }),
] as const;

function findTemplate(random: Random): Template {
  const strategy = pick(random, fuzzedStrategies);
  const path = random.chance(0.5) ? '/element' : '/elements';
  return post(path, {
    strategy,
    selector: selectorFor(random, strategy),
    context: random.chance(0.2) ? ':e' : '',
    multiple: true,
  });
}

const noSurrogates = (text: string): string => text.toWellFormed();

/** One request of a session as HTTP text, its body whole or damaged. `element` is an id that the session knows. */
export function requestText(random: Random, session: string, element: string): string {
  const template: Template = random.chance(0.25) ? findTemplate(random) : pick<Template>(random, [...templates]);
  const known = random.chance(0.9) ? element : noSurrogates(awkwardText(random)).slice(0, 500);
  const path = template.path.replace(':e', encodeURIComponent(known));
  const changed = random.chance(0.3) ? template.body : mutatedJson(random, template.body);
  const json = (JSON.stringify(changed) ?? '').replaceAll('":e"', JSON.stringify(known));
  const body = random.chance(0.9) ? json : mutatedText(random, json);
  const method = random.chance(0.97) ? template.method : pick(random, ['GET', 'POST', 'PUT', 'HEAD']);
  const target = `/session/${random.chance(0.97) ? session : 'other'}${path}`;
  return `${method} ${target} HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
