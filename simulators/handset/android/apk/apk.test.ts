import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { driverPackages } from '../device/packages.ts';
import { apkFixture } from '../fuzz/apk-fixture.ts';
import { readApk } from './apk.ts';

/** The folder of the driver's own APKs of a package. */
function driverApks(name: string): string {
  const driver = createRequire(import.meta.url).resolve('appium-uiautomator2-driver/package.json');
  const nested = join(dirname(driver), 'node_modules', name, 'apks');
  return existsSync(nested) ? nested : join(dirname(driver), '..', name, 'apks');
}
function driverApk(name: string, pattern: RegExp) {
  const folder = driverApks(name);
  const file = readdirSync(folder).find((found) => pattern.test(found));
  assert.ok(file, `${name} ships no ${pattern}`);
  return readApk(readFileSync(join(folder, file)));
}

describe('APKs', () => {
  it('tell their package, version and launchable activity', () => {
    assert.deepEqual(readApk(apkFixture('com.example.app', 7, '1.2')), {
      id: 'com.example.app',
      versionCode: 7,
      versionName: '1.2',
      activity: '.Main',
    });
  });

  it('of the installed driver are the versions that phones come with: else every first session installs', () => {
    const settings = driverApk('io.appium.settings', /settings.*\.apk$/);
    const server = driverApk('appium-uiautomator2-server', /server-v[\d.]+\.apk$/);
    const test = driverApk('appium-uiautomator2-server', /androidTest\.apk$/);
    assert.partialDeepStrictEqual(settings, { id: 'io.appium.settings', ...driverPackages.settings });
    assert.partialDeepStrictEqual(server, { id: 'io.appium.uiautomator2.server', ...driverPackages.server });
    assert.partialDeepStrictEqual(test, { id: 'io.appium.uiautomator2.server.test', ...driverPackages.test });
  });

  it('are recognized as none when they are something else', () => {
    assert.equal(readApk(Buffer.from('PK')), undefined);
    assert.equal(readApk(Buffer.alloc(100_000)), undefined);
    const apk = apkFixture('a.b', 1, '1');
    assert.equal(readApk(apk.subarray(0, apk.length - 5)), undefined);
  });
});
