import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFarm } from './read-farm.ts';

const real = 'osVersion: "18.5", msisdn: "+447700900001"';
const devices = (...lines: string[]): string => `devices:\n${lines.map((line) => `  - {${line}}`).join('\n')}\n`;
const ana = 'os: android, name: ana, simulated: true';
const ben = 'os: ios, name: ben, simulated: true';

const broken: readonly (readonly [text: string, message: string])[] = [
  ['', 'farm.yaml: devices is missing. List at least one android and one ios device.'],
  ['- a\n', 'farm.yaml: must be a mapping.'],
  ['devices: []', 'farm.yaml: devices needs at least one android and one ios device.'],
  ['devices: 3', 'farm.yaml: devices must be a list. List at least one android and one ios device.'],
  ['devise: []', 'farm.yaml: devise is not known. Did you mean "devices"?'],
  [
    devices(ana, ben, `os: ios, name: cy, ${real}`),
    'farm.yaml: devices[2].udid is missing. Run "greenroom devices" to list attached phones.',
  ],
  [devices(`os: ios, name: cy, uidd: abc, ${real}`), 'farm.yaml: devices[0].uidd is not known. Did you mean "udid"?'],
  [devices('os: andriod, name: ana'), 'farm.yaml: devices[0].os is "andriod". Write "android" or "ios".'],
  [devices('name: ana'), 'farm.yaml: devices[0].os is missing. Write "android" or "ios".'],
  ['devices: [ana]', 'farm.yaml: devices[0] is not a device. Give it os, name and, for a real phone, udid.'],
  [
    devices('os: ios, name: cy, udid: x, osVersion: 18.5, msisdn: "+447700900001"'),
    'farm.yaml: devices[0].osVersion is 18.5, which YAML takes for a number. Put it in quotes.',
  ],
  [
    devices('os: ios, name: cy, udid: x, osVersion: "17.4", msisdn: "+447700900001"'),
    'farm.yaml: devices[0].osVersion is 17.4, but end-to-end encrypted RCS and the tunnel need iOS 18 or later. Update the phone or remove it.',
  ],
  [
    devices('os: ios, name: cy, udid: x, osVersion: "18.5", msisdn: "07700 900001"'),
    'farm.yaml: devices[0].msisdn must be an E.164 number, like "+447700900001".',
  ],
  [
    devices(`os: android, name: ana, udid: x, ports: {systmPort: 8200}, ${real}`),
    'farm.yaml: devices[0].ports.systmPort is not known. Did you mean "systemPort"?',
  ],
  [
    devices(`os: android, name: ana, udid: x, ports: {systemPort: 99999}, ${real}`),
    'farm.yaml: devices[0].ports.systemPort must be a port: a number from 1 to 65535.',
  ],
  [
    devices(`os: android, name: ana, udid: x, appium: "ftp://farm", ${real}`),
    'farm.yaml: devices[0].appium must be an http or https URL.',
  ],
  ...(
    [
      ['"appium:udid": y', 'appium:udid must not be set here. Write it as "udid": remove it.'],
      ['platformName: iOS', 'platformName must not be set here. It follows from "os": remove it.'],
      [
        '"appium:wdaLocalPort": 1',
        'appium:wdaLocalPort must not be set here. Write it as "ports.wdaLocalPort": remove it.',
      ],
      ['"appium:options": {udid: y}', 'appium:options.udid must not be set here. Write it as "udid": remove it.'],
      ['wdaLaunchTimeout: 1', 'wdaLaunchTimeout needs a prefix: write "appium:wdaLaunchTimeout".'],
    ] as const
  ).map(
    ([capability, problem]) =>
      [
        devices(`os: ios, name: cy, udid: x, ${real}, capabilities: {${capability}}`),
        `farm.yaml: devices[0].capabilities.${problem}`,
      ] as const,
  ),
  [devices(`${ana}, udid: x`), 'farm.yaml: devices[0].udid is not known. Remove it.'],
  [devices(ana, ana), 'farm.yaml: devices[1].name is ana, which devices[0] has already. Give each phone its own.'],
  [
    devices(ana),
    'farm.yaml: devices holds no pair: a rehearsal needs an android and an ios device, both simulated or both real.',
  ],
  [`${devices(ana, ben)}messageCap: 0`, 'farm.yaml: messageCap must be at least 1.'],
  [`${devices(ana, ben)}messageCap: many`, 'farm.yaml: messageCap must be a whole number.'],
  [
    `${devices(ana, ben)}pairs: [{android: anna, ios: ben}]`,
    'farm.yaml: pairs[0].android is "anna", but no android device has that name. Known: ana.',
  ],
  [
    `${devices(ana, `os: ios, name: cy, udid: x, ${real}`)}pairs: [{android: ana, ios: cy}]`,
    'farm.yaml: pairs[0] mixes a simulated with a real phone, which no carrier connects. Pair like with like.',
  ],
];

for (const [text, message] of broken) {
  test(`a farm file is refused: ${message}`, () => {
    assert.throws(() => readFarm(text, 'farm.yaml'), { name: 'FarmError', message });
  });
}

test('a file that is not YAML is refused with line and column', () => {
  assert.throws(() => readFarm('devices:\n  - os: [android\n', 'lab.yaml'), {
    name: 'FarmError',
    message: /^lab\.yaml:3:1: is not YAML: Flow sequence/,
  });
});

test('a run on real phones writes fifty messages, unless the file says otherwise', () => {
  assert.equal(readFarm(devices(ana, ben), 'farm.yaml').messageCap, 50);
  assert.equal(readFarm(`${devices(ana, ben)}messageCap: 7`, 'farm.yaml').messageCap, 7);
});

test('two phones cannot claim one port', () => {
  const text = devices(
    `os: ios, name: cy, udid: x, osVersion: "18.5", msisdn: "+447700900001", ports: {wdaLocalPort: 8100}`,
    `os: ios, name: di, udid: y, osVersion: "18.5", msisdn: "+447700900002", ports: {mjpegServerPort: 8100}`,
  );
  assert.throws(() => readFarm(text, 'farm.yaml'), {
    message:
      'farm.yaml: devices[1].ports.mjpegServerPort is 8100, which devices[0] has already. Give each phone its own.',
  });
});

test('phones are paired in their order, simulated with simulated and real with real', () => {
  const text = devices(
    ana,
    'os: android, name: cy, udid: R5CT, osVersion: "16", msisdn: "+447700900003"',
    `os: ios, name: di, udid: 00008120-001, ${real}, allowDestructive: true`,
    ben,
  );
  const farm = readFarm(text, 'farm.yaml');
  assert.deepEqual(
    farm.pairs.map(({ name }) => name),
    ['ana-ben', 'cy-di'],
  );
  const iphone = farm.pairs[1]?.ios;
  assert.ok(iphone !== undefined && !iphone.simulated);
  assert.equal(iphone.allowDestructive, true);
});

test('capabilities of a driver, a provider or the standard are taken as they are', () => {
  const capabilities = '"appium:wdaLaunchTimeout": 60000, "provider:options": {project: x}, acceptInsecureCerts: true';
  const text = devices(
    'os: android, name: ana, udid: y, osVersion: "16", msisdn: "+447700900002"',
    `os: ios, name: ben, udid: x, ${real}, capabilities: {${capabilities}}`,
  );
  const iphone = readFarm(text, 'farm.yaml').pairs[0]?.ios;
  assert.ok(iphone !== undefined && !iphone.simulated);
  assert.deepEqual(iphone.capabilities, {
    'appium:wdaLaunchTimeout': 60_000,
    'provider:options': { project: 'x' },
    acceptInsecureCerts: true,
  });
});

test('aliases that multiply without end are refused', () => {
  const levels = 'abcdefghi'.split('');
  const list = (name: string): string => `[${Array(9).fill(name).join(', ')}]`;
  const lines = levels.map((name, index) => `${name}: &${name} ${list(index === 0 ? 'x' : `*${levels[index - 1]}`)}`);
  assert.throws(() => readFarm(`${lines.join('\n')}\n`, 'farm.yaml'), {
    name: 'FarmError',
    message: /^farm\.yaml: cannot be read: .*alias.*\. Write out what its aliases/,
  });
});
