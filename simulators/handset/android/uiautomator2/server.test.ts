import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { testDevice } from '../fixture-device.ts';
import { messagesId } from '../fixture-phone.ts';
import { fedStream } from '../fuzz/fed-stream.ts';

interface Answer {
  readonly status: number;
  readonly value: unknown;
}

/** A client of the UiAutomator2 server over one raw stream. */
async function client() {
  const test = testDevice();
  const { device, phone } = test;
  phone.launch(messagesId);
  let end: string | undefined;
  device.automation.start((how) => {
    end = how;
  });
  const serve = device.automation.connect();
  assert.ok(typeof serve === 'function');
  const fed = fedStream();
  serve(fed.stream);
  let seen = 0;

  async function raw(text: string, turns = 50): Promise<string> {
    fed.feed(Buffer.from(text));
    for (let turn = 0; turn < turns; turn++) {
      await nextTurn();
      const answer = fed.written().subarray(seen).toString();
      const length = /content-length: (\d+)/i.exec(answer)?.[1];
      if (length && answer.length >= answer.indexOf('\r\n\r\n') + 4 + Number(length)) break;
    }
    const answer = fed.written().subarray(seen).toString();
    seen = fed.writtenBytes();
    return answer;
  }
  async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await raw(
      `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    );
    const [head = '', json = '{}'] = answer.split('\r\n\r\n');
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), value: JSON.parse(json).value };
  }
  const created = await ask('POST', '/session', {
    capabilities: { firstMatch: [{ 'appium:appPackage': messagesId }], alwaysMatch: {} },
  });
  const { sessionId } = created.value as { sessionId: string };
  const command = (method: string, path: string, body?: unknown) => ask(method, `/session/${sessionId}${path}`, body);
  const find = async (strategy: string, selector: string): Promise<string> => {
    const { value } = await command('POST', '/element', { strategy, selector, context: '', multiple: false });
    return (value as { ELEMENT: string }).ELEMENT;
  };
  return { ...test, ask, raw, command, find, sessionId, ended: () => end };
}

const failure = ({ status, value }: Answer) => {
  const { error, message } = value as { error: string; message: string };
  return [status, error, message] as const;
};

describe('the UiAutomator2 server', () => {
  it('tells its version, and which session runs', async () => {
    const { ask, sessionId } = await client();
    assert.deepEqual((await ask('GET', '/status')).value, {
      ready: true,
      message: 'UiAutomator2 Server is ready to accept commands',
      build: { version: '10.6.6', versionCode: 278 },
    });
    const [running] = (await ask('GET', '/wd/hub/sessions')).value as { id: string }[];
    assert.equal(running?.id, sessionId);
  });

  it('ends with its session', async () => {
    const { command, ask, clock, ended, device } = await client();
    assert.equal((await command('DELETE', '')).status, 200);
    assert.deepEqual((await ask('GET', '/sessions')).value, []);
    assert.equal(ended(), undefined);
    await clock.runFor(20);
    assert.equal(ended(), 'finished');
    assert.equal(device.automation.running, false);
    assert.equal(device.processes.find('io.appium.uiautomator2.server'), undefined);
  });

  it('answers with the errors and statuses of the real one', async () => {
    const { command, ask } = await client();
    assert.deepEqual(failure(await ask('GET', '/session/other/source')).slice(0, 2), [404, 'invalid session id']);
    assert.deepEqual(failure(await command('GET', '/nonsense')).slice(0, 2), [404, 'unknown command']);
    assert.deepEqual(failure(await command('PUT', '/source')).slice(0, 2), [404, 'unknown command']);
    assert.deepEqual(failure(await command('POST', '/element', { strategy: 'id', selector: 'x' })).slice(0, 2), [
      404,
      'no such element',
    ]);
    assert.deepEqual(
      failure(await command('POST', '/element', { strategy: 'css selector', selector: 'x' })).slice(0, 2),
      [400, 'invalid selector'],
    );
    assert.deepEqual(failure(await command('POST', '/element', { strategy: 'id' })).slice(0, 2), [
      400,
      'invalid argument',
    ]);
    assert.deepEqual(failure(await command('POST', '/element', '{"strategy":')).slice(0, 2), [400, 'invalid argument']);
    assert.deepEqual(failure(await command('GET', '/element/x/text')).slice(0, 2), [404, 'no such element']);
    assert.deepEqual(failure(await command('POST', '/orientation', { orientation: 'LANDSCAPE' })).slice(0, 2), [
      400,
      'invalid element state',
    ]);
    assert.deepEqual(failure(await command('GET', '/alert/text')).slice(0, 2), [404, 'no such alert']);
    assert.deepEqual((await command('POST', '/elements', { strategy: 'id', selector: 'x' })).value, []);
  });

  it('sets text only in fields', async () => {
    const { command, find, phone } = await client();
    const title = await find('xpath', '//*[@text="Messages"]');
    const [status, error, message] = failure(await command('POST', `/element/${title}/value`, { text: 'x' }));
    assert.deepEqual([status, error], [400, 'invalid element state']);
    assert.match(message, /Did you interact with the correct element/);
    phone.openUrl('sms:1');
    const field = await find('id', 'compose_message_text');
    await command('POST', `/element/${field}/value`, { text: 'one ', replace: false });
    await command('POST', `/element/${field}/value`, { text: 'two', replace: false });
    assert.equal((await command('GET', `/element/${field}/text`)).value, 'one two');
    await command('POST', `/element/${field}/value`, { text: 'three', replace: true });
    assert.equal((await command('GET', `/element/${field}/text`)).value, 'three');
    await command('POST', '/keys', { text: '!' });
    assert.equal((await command('GET', `/element/${field}/text`)).value, 'three!');
    const active = (await command('GET', '/element/active')).value as { ELEMENT: string };
    assert.equal(active.ELEMENT, field);
  });

  it('refuses W3C actions that make no sense, with the reason', async () => {
    const { command, phone } = await client();
    const pointer = (...actions: unknown[]) => ({
      actions: [{ id: 'f', type: 'pointer', parameters: { pointerType: 'touch' }, actions }],
    });
    const move = { type: 'pointerMove', duration: 0, x: 540, y: 363 };
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [{}, /'actions' is not present/],
      [{ actions: [{}] }, /must have the id key/],
      [{ actions: [{ id: 'a', type: 'wheel', actions: [] }] }, /Only \[pointer, key, none\]/],
      [pointer({ type: 'pointerDown' }), /absolute coordinates/],
      [pointer({ type: 'pointerMove', x: 1, y: 1 }), /Missing duration/],
      [pointer({ type: 'pointerMove', duration: 0, origin: 'pointer', x: 1 }), /absolute coordinates/],
      [pointer({ type: 'pointerMove', duration: 0, x: 1 }), /Both coordinates/],
      [pointer({ type: 'pause', duration: -1 }), /cannot be negative/],
      [pointer({ type: 'pause', duration: 1e9 }), /at most 60000/],
      [pointer({ type: 'keyDown', value: 'a' }), /Only \[pointerMove/],
      [{ actions: [{ id: 'k', type: 'key', actions: [{ type: 'keyDown', value: 'é' }] }] }, /unable to synthesize/],
    ];
    for (const [body, reason] of wrong) {
      const [status, error, message] = failure(await command('POST', '/actions', body));
      assert.deepEqual([status, error], [400, 'invalid argument'], JSON.stringify(body));
      assert.match(message, reason);
    }
    assert.deepEqual(phone.told.taps, []);
    await command(
      'POST',
      '/actions',
      pointer(move, { type: 'pointerDown' }, { type: 'pointerCancel' }, { type: 'pointerUp' }),
    );
    assert.deepEqual(phone.told.taps, [], 'the pointer never went down');
    await command('POST', '/actions', pointer(move, { type: 'pointerDown' }, { type: 'pointerUp' }));
    assert.deepEqual(phone.told.taps, [{ x: 540, y: 363 }]);
  });

  it('does not answer before the fingers of an action are done', async () => {
    const { command, clock, phone } = await client();
    const answer = command('POST', '/actions', {
      actions: [
        {
          id: 'f',
          type: 'pointer',
          actions: [
            { type: 'pointerMove', duration: 0, x: 540, y: 363 },
            { type: 'pointerDown' },
            { type: 'pause', duration: 500 },
            { type: 'pointerUp' },
          ],
        },
      ],
    });
    await nextTurn();
    assert.deepEqual(phone.told.taps, []);
    await clock.runFor(500);
    assert.equal((await answer).status, 200);
    assert.equal(phone.told.taps.length, 1);
  });

  it('survives what is no HTTP, and bodies without end', async () => {
    const broken = await client();
    assert.match(await broken.raw('GARBAGE\r\n\r\n'), /^HTTP\/1\.1 400/);
    const large = await client();
    const answer = await large.raw(
      `POST /session HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n${' '.repeat(9 * 1024 * 1024)}`,
    );
    assert.match(answer, /^HTTP\/1\.1 400/);
  });
});

describe('the port of the UiAutomator2 server', () => {
  it('is closed when nobody runs the server', () => {
    assert.equal(testDevice().device.automation.connect(), undefined);
  });

  it('keeps a connection waiting while the server is about to start', async () => {
    const { device, clock, shell } = testDevice();
    await shell('am force-stop io.appium.uiautomator2.server.test');
    const early = device.automation.connect();
    assert.ok(early instanceof Promise);
    device.automation.start(() => {});
    assert.equal(typeof (await early), 'function');
    device.automation.stop('crashed');
    const late = device.automation.connect();
    await clock.runFor(200);
    assert.equal(await late, undefined);
    await clock.runFor(2000);
    assert.equal(device.automation.connect(), undefined);
  });

  it('lets a second run end the first', async () => {
    const { device } = testDevice();
    const ends: string[] = [];
    device.automation.start((how) => ends.push(`first ${how}`));
    device.automation.start((how) => ends.push(`second ${how}`));
    device.automation.stop('crashed');
    assert.deepEqual(ends, ['first killed', 'second crashed']);
  });
});
