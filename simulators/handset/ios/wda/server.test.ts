import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualClock } from '../../../kernel/virtual-clock.ts';
import { readPng } from '../../png/read.ts';
import { fixtureAgent, fixtureEpochMs, member } from '../fixture-agent.ts';

const sms = 'com.apple.MobileSMS';
const settings = 'com.apple.Preferences';
const error = (value: unknown): unknown => member(value, 'error');

test('the status says that it is ready, on which iOS', async () => {
  const { status, value } = await fixtureAgent().ask('GET', '/status');
  assert.equal(status, 200);
  assert.equal(member(value, 'ready'), true);
  assert.equal(member(value, 'os', 'version'), '18.5');
  assert.equal(member(value, 'build', 'productBundleIdentifier'), 'com.facebook.WebDriverAgentRunner');
});

test('a session starts its app afresh, and ends it with itself', async () => {
  const agent = fixtureAgent();
  agent.phone.launch(sms);
  agent.phone.tap('compose');
  const id = await agent.start();
  assert.match(id, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  await agent.find('accessibility id', 'composeButton'); // the list, not the compose screen
  assert.equal(agent.phone.appState(sms), 4);
  assert.equal((await agent.ask('DELETE', '.')).value, null);
  assert.equal(agent.phone.appState(sms), 1);
  assert.equal(error((await agent.ask('GET', '.')).value), 'invalid session id');
});

test('capabilities decide whether the app is started afresh and whether it ends', async () => {
  const agent = fixtureAgent();
  agent.phone.launch(sms);
  agent.phone.tap('compose');
  const alwaysMatch = { 'appium:bundleId': sms, forceAppLaunch: false, shouldTerminateApp: false };
  const first = await agent.ask('POST', '/session', { capabilities: { firstMatch: [alwaysMatch] } });
  const id = String(member(first.value, 'sessionId'));
  assert.equal((await agent.ask('POST', `/session/${id}/element`, { using: 'name', value: 'recipient' })).status, 200);
  await agent.ask('DELETE', `/session/${id}`);
  assert.equal(agent.phone.appState(sms), 4);
});

test('a session for an app that is not there is not created', async () => {
  const { status, value } = await fixtureAgent().ask('POST', '/session', {
    capabilities: { alwaysMatch: { bundleId: 'com.nobody' } },
  });
  assert.deepEqual([status, error(value)], [500, 'session not created']);
  assert.match(String(member(value, 'message')), /^Cannot launch com\.nobody application\./);
});

for (const [what, body] of Object.entries({
  'no capabilities': {},
  'a standard capability with the prefix': { capabilities: { alwaysMatch: { 'appium:platformName': 'iOS' } } },
  'a capability in both places': { capabilities: { alwaysMatch: { a: 1 }, firstMatch: [{ a: 2 }] } },
})) {
  test(`a session with ${what} is not created`, async () => {
    const { status, value } = await fixtureAgent().ask('POST', '/session', body);
    assert.deepEqual([status, error(value)], [500, 'session not created']);
  });
}

test('elements are found, clicked, typed into, read and emptied', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const at = async (name: string, path: string, body?: unknown): Promise<unknown> =>
    (await agent.ask(body ? 'POST' : 'GET', `./element/${await agent.find('name', name)}/${path}`, body)).value;
  await at('composeButton', 'click', {});
  assert.equal(await at('messageBodyField', 'text'), 'Text Message'); // the placeholder
  assert.equal(await at('sendButton', 'enabled'), false);
  await at('recipient', 'value', { value: ['+', '3', '7'], text: '+37' });
  await at('messageBodyField', 'value', { text: 'hello ą😀' });
  assert.equal(await at('recipient', 'attribute/value'), '+37');
  assert.equal(await at('recipient', 'attribute/wdLabel'), 'To:');
  await at('messageBodyField', 'value', { value: ['x', '\b', '\u007f', '!'] });
  assert.equal(await at('messageBodyField', 'text'), 'hello ą!');
  await at('messageBodyField', 'clear', {});
  assert.equal(await at('messageBodyField', 'attribute/value'), 'Text Message');
  await at('messageBodyField', 'value', { value: ['o', 'k'] });
  assert.equal(await at('sendButton', 'enabled'), true);
  assert.deepEqual(await at('sendButton', 'rect'), { x: 0, y: 250, width: 390, height: 44 });
  assert.equal(await at('sendButton', 'name'), 'XCUIElementTypeButton');
  assert.equal(await at('sendButton', 'displayed'), true);
  await at('sendButton', 'click', {});
  assert.deepEqual(agent.phone.sent, [{ to: '+37', body: 'ok' }]);
});

test('a switch has the value "0" or "1"', async () => {
  const agent = fixtureAgent();
  await agent.start(settings);
  const uid = await agent.find('class chain', '**/XCUIElementTypeSwitch');
  assert.equal((await agent.ask('GET', `./element/${uid}/attribute/value`)).value, '0');
  await agent.ask('POST', `./element/${uid}/click`, {});
  assert.equal((await agent.ask('GET', `./element/${uid}/attribute/value`)).value, '1');
  assert.equal(agent.phone.airplaneMode, true);
});

test('an element keeps its reference while it is on the screen, and is stale after that', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const uid = await agent.find('name', 'composeButton');
  assert.equal(await agent.find('predicate string', 'label == "Compose"'), uid);
  await agent.ask('POST', `./element/${uid}/click`, {});
  const stale = await agent.ask('GET', `./element/${uid}/text`);
  assert.deepEqual([stale.status, error(stale.value)], [404, 'stale element reference']);
  assert.match(String(member(stale.value, 'message')), /is not present in the current view anymore/);
  const unknown = await agent.ask('POST', './element/7/click', {});
  assert.match(
    String(member(unknown.value, 'message')),
    /^The element identified by "7" is either not present or it has expired/,
  );
});

test('an element of an app that is not in front is stale', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const uid = await agent.find('name', 'Messages');
  await agent.ask('POST', './wda/apps/activate', { bundleId: settings });
  assert.equal(error((await agent.ask('GET', `./element/${uid}/text`)).value), 'stale element reference');
});

test('what is out of sight is scrolled into sight before it is tapped', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const uid = await agent.find('name', 'conversation-25');
  assert.equal((await agent.ask('GET', `./element/${uid}/displayed`)).value, false);
  assert.equal((await agent.ask('POST', `./element/${uid}/click`, {})).status, 200);
  assert.equal((await agent.ask('GET', `./element/${uid}/displayed`)).value, true);
  assert.ok(agent.phone.scrolled() > 0);
});

for (const [method, path, body, status, name, message] of [
  [
    'POST',
    './element',
    { using: 'name', value: 'x' },
    404,
    'no such element',
    /^unable to find an element using 'name', value 'x'$/,
  ],
  ['POST', './element', { value: 'x' }, 400, 'invalid argument', /^Invalid locator requested: \(null\)$/],
  [
    'POST',
    './element',
    { using: 'class chain', value: '/' },
    400,
    'invalid selector',
    /^Cannot parse class chain query '\/'/,
  ],
  ['GET', './element/UID/attribute/colour', undefined, 500, 'unknown error', /^The attribute 'colour' is unknown/],
  ['POST', './element/UID/value', {}, 400, 'invalid argument', /^Neither 'value' nor 'text' parameter is provided$/],
  ['POST', './element/UID/value', { text: 'a' }, 400, 'invalid element state', /keyboard input focus/],
  ['GET', './nothing/here', undefined, 404, 'unknown command', /^Unhandled endpoint: /],
  ['PUT', './element', {}, 404, 'unknown command', /^Unhandled endpoint: /],
  ['GET', '/session/no/source', undefined, 404, 'invalid session id', /^Session does not exist$/],
  ['GET', './alert/text', undefined, 404, 'no such alert', /^An attempt was made to operate on a modal dialog/],
  ['GET', './source?format=yaml', undefined, 400, 'invalid argument', /^Unknown source format 'yaml'/],
  ['POST', './wda/swipe', { direction: 'in' }, 400, 'invalid argument', /^Unsupported swipe direction 'in'/],
  ['POST', './wda/tap', { x: 1 }, 400, 'invalid argument', /^Both x and y coordinates must be provided$/],
  ['POST', './wda/pinch', { scale: 2 }, 500, 'unsupported operation', /does not support pinching/],
  ['POST', './wda/pressButton', { name: 'action' }, 500, 'unknown error', /only supports the following buttons/],
  ['POST', './wda/apps/launch', { bundleId: 'com.nobody' }, 500, 'unknown error', /not installed/],
  ['POST', './appium/settings', { settings: [] }, 400, 'invalid argument', /^settings must be a dictionary$/],
  ['POST', './orientation', { orientation: 'LANDSCAPE' }, 500, 'unknown error', /^Unable To Rotate Device$/],
] as const) {
  test(`${method} ${path} ${JSON.stringify(body) ?? ''} is answered with ${status} ${name}`, async () => {
    const agent = fixtureAgent();
    await agent.start();
    const uid = await agent.find('name', 'Messages');
    const { status: got, value } = await agent.ask(method, path.replace('UID', uid), body);
    assert.deepEqual([got, error(value), member(value, 'traceback')], [status, name, '']);
    assert.match(String(member(value, 'message')), message);
  });
}

test('a tested app that nobody ended has crashed, and every look at the screen says so', async () => {
  const agent = fixtureAgent();
  await agent.start();
  agent.phone.terminate(sms);
  const { status, value } = await agent.ask('GET', './source');
  assert.deepEqual([status, error(value)], [400, 'invalid element state']);
  assert.match(String(member(value, 'message')), /'com\.apple\.MobileSMS' is not running, possibly crashed/);
  await agent.ask('POST', './wda/apps/launch', { bundleId: sms });
  assert.equal((await agent.ask('GET', './source')).status, 200);
  await agent.ask('POST', './wda/apps/terminate', { bundleId: sms });
  assert.equal((await agent.ask('GET', './source')).status, 200);
});

test('apps come to the front, end, and have their states and processes', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const state = async (bundleId: string): Promise<unknown> =>
    (await agent.ask('POST', './wda/apps/state', { bundleId })).value;
  const info = async (): Promise<unknown> => (await agent.ask('GET', './wda/activeAppInfo')).value;
  const pid = member(await info(), 'pid');
  assert.deepEqual([await state(sms), await state(settings), await state('com.nobody')], [4, 1, 0]);
  await agent.ask('POST', './wda/apps/activate', { bundleId: settings });
  assert.deepEqual([await state(sms), await state(settings)], [3, 4]);
  assert.equal((await agent.ask('POST', './wda/apps/terminate', { bundleId: sms })).value, true);
  assert.equal((await agent.ask('POST', './wda/apps/terminate', { bundleId: sms })).value, false);
  await agent.ask('POST', './wda/apps/launch', { bundleId: sms });
  assert.equal(member(await info(), 'bundleId'), sms);
  assert.equal(member(await info(), 'name'), 'Messages');
  assert.notEqual(member(await info(), 'pid'), pid);
  await agent.ask('POST', '/wda/homescreen', {});
  assert.equal(member(await info(), 'bundleId'), 'com.apple.springboard');
});

test('an app is in the background as long as it should be', async () => {
  const clock = virtualClock(fixtureEpochMs);
  const agent = fixtureAgent(clock);
  await agent.start();
  const back = agent.ask('POST', './wda/deactivateApp', { duration: 2 });
  await clock.runFor(1900);
  assert.equal(agent.phone.appState(sms), 3);
  await clock.runFor(200);
  assert.equal((await back).status, 200);
  assert.equal(agent.phone.appState(sms), 4);
});

test('the source is XML or JSON, less what is excluded', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const xml = String(
    (await agent.ask('GET', './source?format=xml&scope=AppiumAUT&excluded_attributes=visible,traits')).value,
  );
  assert.match(
    xml,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<AppiumAUT>\n {2}<XCUIElementTypeApplication type="XCUIElementTypeApplication" name="Messages"/,
  );
  assert.match(xml, /processId="\d+" bundleId="com\.apple\.MobileSMS">/);
  assert.doesNotMatch(xml, /visible=|traits=/);
  const { value } = await agent.ask('GET', './source?format=json');
  assert.deepEqual(
    [member(value, 'type'), member(value, 'isEnabled'), member(value, 'frame')],
    ['Application', '1', '{{0, 0}, {390, 844}}'],
  );
});

test('settings change what answers hold', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const changes = {
    shouldUseCompactResponses: false,
    elementResponseAttributes: 'name,text,rect,attribute/visible',
    nonsense: 1,
  };
  const changed = await agent.ask('POST', './appium/settings', { settings: changes });
  assert.equal(member(changed.value, 'shouldUseCompactResponses'), false);
  assert.equal(member(changed.value, 'nonsense'), undefined);
  const { value } = await agent.ask('POST', './element', { using: 'name', value: 'composeButton' });
  assert.equal(member(value, 'name'), 'XCUIElementTypeButton');
  assert.equal(member(value, 'attribute/visible'), true);
  await agent.ask('POST', './appium/settings', { settings: { snapshotMaxDepth: 3 } });
  assert.equal((await agent.ask('POST', './element', { using: 'name', value: 'composeButton' })).status, 404);
});

test('screenshots are PNGs, of the screen and of an element', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const picture = async (path: string): Promise<number[]> => {
    const { value } = await agent.ask('GET', path);
    const { width, height } = readPng(Buffer.from(String(value), 'base64'));
    return [width, height];
  };
  assert.deepEqual(await picture('./screenshot'), [195, 422]);
  assert.deepEqual(await picture(`./element/${await agent.find('name', 'composeButton')}/screenshot`), [22, 22]);
});

test('a tap, a swipe, the edge gestures and keys reach the phone', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const touch = (id: string, ...items: object[]): object => ({
    id,
    type: 'pointer',
    parameters: { pointerType: 'touch' },
    actions: items,
  });
  const perform = (...actions: object[]): Promise<{ status: number; value: unknown }> =>
    agent.ask('POST', './actions', { actions });
  const move = (x: number, y: number): object => ({ type: 'pointerMove', x, y, duration: 10, origin: 'viewport' });
  const [down, up] = [{ type: 'pointerDown' }, { type: 'pointerUp' }];
  await perform(touch('a', move(200, 700), down, move(200, 300), up));
  assert.equal(agent.phone.scrolled(), 400);
  await agent.ask('POST', './wda/dragfromtoforduration', { fromX: 200, fromY: 300, toX: 200, toY: 500, duration: 1 });
  assert.equal(agent.phone.scrolled(), 200);
  await agent.ask('POST', './wda/scroll', { direction: 'up', distance: 1 });
  assert.equal(agent.phone.scrolled(), 0);
  const list = await agent.find('name', 'ConversationList');
  await agent.ask('POST', `./wda/element/${list}/swipe`, { direction: 'up' });
  assert.equal(Math.round(agent.phone.scrolled()), Math.round(694 * 0.6));
  await perform(touch('a', move(350, 120), down, { type: 'pause', duration: 50 }, up));
  const recipient = await agent.find('name', 'recipient');
  const on = { type: 'pointerMove', x: 0, y: 0, origin: { 'element-6066-11e4-a52e-4f735466cecf': recipient } };
  await perform(touch('a', on, down, up));
  const press = (value: string): object[] => [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ];
  await perform({ id: 'k', type: 'key', actions: [...press('a'), ...press('b'), ...press('\ue003')] });
  assert.equal((await agent.ask('GET', `./element/${recipient}/text`)).value, 'a');
  await perform(touch('a', move(5, 400), down, move(300, 400), up));
  await agent.find('name', 'composeButton'); // back from the left edge
  const held = await perform(touch('a', move(200, 200), down, { type: 'pause', duration: 900 }, up));
  assert.equal(error(held.value), 'unsupported operation');
  const two = await perform(touch('a', move(1, 1), down, up), touch('b', move(9, 9), down, up));
  assert.equal(error(two.value), 'unsupported operation');
  await agent.ask('POST', './wda/dragfromtoforduration', { fromX: 200, fromY: 843, toX: 200, toY: 300 });
  assert.equal(agent.phone.foreground(), 'com.apple.springboard');
});

for (const [what, actions, message] of [
  ['no id', [{ type: 'pointer', actions: [] }], /mandatory action id/],
  [
    'the same id twice',
    [
      { id: 'a', actions: [] },
      { id: 'a', actions: [] },
    ],
    /is not unique/,
  ],
  ['a mouse', [{ id: 'a', type: 'pointer', actions: [{ type: 'pause' }] }], /Only pointer type 'touch'/],
  ['another source', [{ id: 'a', type: 'wheel', actions: [{}] }], /Only actions of '\(pointer, key\)'/],
  ['a key that stays down', [{ id: 'a', type: 'key', actions: [{ type: 'keyDown', value: 'x' }] }], /closing Key Up/],
  [
    'a press at no place',
    [{ id: 'a', type: 'pointer', parameters: { pointerType: 'touch' }, actions: [{ type: 'pointerDown' }] }],
    /preceded by pointerMove/,
  ],
] as const) {
  test(`actions with ${what} are refused`, async () => {
    const agent = fixtureAgent();
    await agent.start();
    const { status, value } = await agent.ask('POST', './actions', { actions });
    assert.deepEqual([status, error(value)], [500, 'unknown error']);
    assert.match(String(member(value, 'message')), message);
  });
}

test('locking, pasteboard, keyboard, windows and other details', async () => {
  const agent = fixtureAgent();
  await agent.start();
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> =>
    (await agent.ask(method, path, body)).value;
  await ask('POST', '/wda/lock');
  assert.equal(await ask('GET', './wda/locked'), true);
  await ask('POST', './wda/unlock');
  assert.equal(await ask('GET', '/wda/locked'), false);
  await ask('POST', './wda/setPasteboard', { content: Buffer.from('hi').toString('base64') });
  assert.equal(await ask('POST', './wda/getPasteboard', {}), Buffer.from('hi').toString('base64'));
  assert.equal(await ask('POST', './wda/keyboard/dismiss', { keyNames: ['Done'] }), null);
  assert.deepEqual(await ask('GET', './window/rect'), { x: 0, y: 0, width: 390, height: 844 });
  assert.equal(member(await ask('GET', '/wda/screen'), 'scale'), 3);
  assert.equal(await ask('GET', './orientation'), 'PORTRAIT');
  assert.deepEqual(await ask('GET', './wda/batteryInfo'), { level: 1, state: 3 });
  await ask('POST', './url', { url: 'sms:+447700900001' });
  assert.equal(await ask('GET', `./element/${await agent.find('name', 'recipient')}/text`), '+447700900001');
  assert.equal(error(await ask('POST', './url', { url: 'gopher:x' })), 'unknown error');
});

test('a body that is no JSON object has no arguments', async () => {
  const agent = fixtureAgent();
  const id = await agent.start();
  for (const body of ['', 'nonsense', '[1]', 'null', '"x"']) {
    const request = { method: 'POST', path: `/session/${id}/wda/swipe`, query: new URLSearchParams(), body };
    assert.match((await agent.answer(request)).body, /Missing 'direction' parameter/);
  }
});
