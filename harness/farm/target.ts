import { type AndroidTarget, androidCapabilities } from './android-capabilities.ts';
import { type IphoneTarget, iphoneCapabilities } from './ios-capabilities.ts';

/** Where a session is asked for, and with which capabilities: one member of wdio's multiremote set. */
export interface SessionRequest {
  readonly protocol: 'http' | 'https';
  readonly hostname: string;
  readonly port: number;
  readonly path: string;
  /** From the URL's user and password, for a provider that wants them. */
  readonly user?: string;
  readonly key?: string;
  readonly capabilities: WebdriverIO.Capabilities;
}

/** Two phones with the servers that reach them, and the world that stands behind or beside them. */
export interface PairTarget {
  readonly name: string;
  /** The world's control API. */
  readonly controlUrl: string;
  /** The log of the Appium server that we started for it; null where it is somebody else's. */
  readonly appiumLog: string | null;
  readonly android: AndroidTarget & { readonly appium: string };
  readonly ios: IphoneTarget & { readonly appium: string };
}

/** What a worker's multiremote capabilities become when it leases the pair. */
export function sessionRequests(pair: PairTarget): Record<'android' | 'ios', SessionRequest> {
  return {
    android: { ...server(pair.android.appium), capabilities: androidCapabilities(pair.android) },
    ios: { ...server(pair.ios.appium), capabilities: iphoneCapabilities(pair.ios) },
  };
}

function server(url: string): Omit<SessionRequest, 'capabilities'> {
  const { protocol, hostname, port, pathname, username, password } = new URL(url);
  const secure = protocol === 'https:';
  return {
    protocol: secure ? 'https' : 'http',
    hostname,
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    path: pathname,
    ...(username === '' ? {} : { user: decodeURIComponent(username), key: decodeURIComponent(password) }),
  };
}
