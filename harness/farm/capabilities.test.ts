import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PairTarget, sessionRequests } from './target.ts';

const pair: PairTarget = {
  name: 'ana-ben',
  controlUrl: 'http://127.0.0.1:1',
  appiumLog: null,
  android: {
    os: 'android',
    name: 'ana',
    udid: '127.0.0.1:40123',
    osVersion: '14',
    simulated: true,
    adbPort: 41000,
    systemPort: 41001,
    capabilities: {},
    appium: 'http://127.0.0.1:41002/',
  },
  ios: {
    os: 'ios',
    name: 'ben',
    udid: '00008120-0000',
    osVersion: '18.5',
    simulated: true,
    wdaLocalPort: 41003,
    mjpegServerPort: 41004,
    capabilities: {},
    appium: 'http://127.0.0.1:41002/',
  },
};
const entries = (value: object): Record<string, unknown> => ({ ...value });

test('an Android session names its phone, its ports and what keeps one lost phone from ending the server', () => {
  const { capabilities, hostname, port, path, protocol } = sessionRequests(pair).android;
  assert.deepEqual(
    { hostname, port, path, protocol },
    { hostname: '127.0.0.1', port: 41002, path: '/', protocol: 'http' },
  );
  const asked = entries(capabilities);
  assert.equal(asked['appium:udid'], '127.0.0.1:40123');
  assert.equal(asked['appium:adbPort'], 41000);
  assert.equal(asked['appium:systemPort'], 41001);
  assert.equal(asked['appium:ignoreHiddenApiPolicyError'], true);
  assert.equal(asked['appium:suppressKillServer'], true);
  assert.equal(asked['appium:skipServerInstallation'], true);
});

test('on a real Android phone the driver installs and prepares what it needs', () => {
  const real = sessionRequests({ ...pair, android: { ...pair.android, simulated: false } }).android.capabilities;
  assert.equal(entries(real)['appium:skipServerInstallation'], undefined);
  assert.equal(entries(real)['appium:ignoreHiddenApiPolicyError'], true);
});

test('an iPhone is reached through its tunnel, or through a WebDriverAgent that is up already, never both', () => {
  const tunnel = entries(sessionRequests(pair).ios.capabilities);
  assert.equal(tunnel['appium:usePreinstalledWDA'], true);
  assert.equal(tunnel['appium:webDriverAgentUrl'], undefined);
  assert.equal(tunnel['appium:platformVersion'], '18.5');
  assert.equal(tunnel['appium:mjpegServerPort'], 41004);
  const ios = { ...pair.ios, webDriverAgentUrl: 'http://127.77.0.1:8100' };
  const url = entries(sessionRequests({ ...pair, ios }).ios.capabilities);
  assert.equal(url['appium:usePreinstalledWDA'], undefined);
  assert.equal(url['appium:webDriverAgentUrl'], 'http://127.77.0.1:8100');
});

test('a provider’s URL becomes its host, path, user and key; its capabilities win', () => {
  const appium = 'https://team:s3cret@hub.example.com/wd/hub';
  const capabilities = { 'provider:options': { project: 'rcs' }, 'appium:newCommandTimeout': 60 };
  const asked = sessionRequests({ ...pair, ios: { ...pair.ios, appium, capabilities } }).ios;
  assert.deepEqual(
    { ...asked, capabilities: undefined },
    {
      protocol: 'https',
      hostname: 'hub.example.com',
      port: 443,
      path: '/wd/hub',
      user: 'team',
      key: 's3cret',
      capabilities: undefined,
    },
  );
  assert.equal(entries(asked.capabilities)['appium:newCommandTimeout'], 60);
  assert.deepEqual(entries(asked.capabilities)['provider:options'], { project: 'rcs' });
});
