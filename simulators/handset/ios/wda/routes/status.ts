import { get, type Route } from '../route.ts';

/** The version that the driver ships and compares with. */
const wdaVersion = '16.12.9';

export const statusRoutes: readonly Route[] = [
  get(
    '/status',
    ({ device: { phone } }) => ({
      ready: true,
      message: 'WebDriverAgent is ready to accept commands',
      state: 'success',
      os: { name: 'iOS', version: phone.osVersion, sdkVersion: phone.osVersion, testmanagerdVersion: 65535 },
      ios: { ip: null },
      build: {
        time: 'Sep 30 2026 10:00:00',
        productBundleIdentifier: 'com.facebook.WebDriverAgentRunner',
        version: wdaVersion,
      },
      device: 'iphone',
    }),
    'none',
  ),
  get('/wda/healthcheck', () => null, 'none'),
];
