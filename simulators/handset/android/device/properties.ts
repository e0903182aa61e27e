import type { Phone } from '../../phone.ts';

/** API level by Android version; what `ro.build.version.sdk` says. */
const sdkByVersion: Readonly<Record<string, number>> = {
  '10': 29,
  '11': 30,
  '12': 31,
  '13': 33,
  '14': 34,
  '15': 35,
  '16': 36,
};

/** The API level of a phone. Throws for a version this face does not know: the driver branches on it. */
export function apiLevel(phone: Phone): number {
  const level = sdkByVersion[phone.osVersion.split('.')[0] ?? ''];
  if (level === undefined) {
    throw new Error(
      `phone ${phone.name}: Android ${phone.osVersion} has no known API level; use one of ${Object.keys(sdkByVersion).join(', ')}`,
    );
  }
  return level;
}

/** Physical screen size, pixels. */
export function screenPixels({ screen }: Phone): { readonly width: number; readonly height: number } {
  return { width: Math.round(screen.width * screen.scale), height: Math.round(screen.height * screen.scale) };
}

/** Dots per inch as Android counts them: 160 at scale 1. */
export const densityDpi = ({ screen }: Phone): number => Math.round(screen.scale * 160);

/** The system properties of a phone that has booted, unlocked, in UTC and US English. */
export function bootProperties(phone: Phone, serial: string): Map<string, string> {
  const product = phone.model.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return new Map([
    ['ro.build.version.sdk', String(apiLevel(phone))],
    ['ro.build.version.release', phone.osVersion],
    ['ro.build.display.id', `GREENROOM.${phone.osVersion}`],
    ['ro.build.characteristics', 'nosdcard'],
    ['ro.product.model', phone.model],
    ['ro.product.manufacturer', 'Google'],
    ['ro.product.brand', 'google'],
    ['ro.product.name', product],
    ['ro.product.device', product],
    ['ro.product.cpu.abi', 'arm64-v8a'],
    ['ro.product.locale', 'en-US'],
    ['persist.sys.locale', 'en-US'],
    ['persist.sys.timezone', 'UTC'],
    ['ro.serialno', serial],
    ['ro.sf.lcd_density', String(densityDpi(phone))],
    ['sys.boot_completed', '1'],
    ['init.svc.bootanim', 'stopped'],
    ['gsm.sim.state', 'LOADED'],
  ]);
}
