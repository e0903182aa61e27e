import type { DevicePackage } from '../device/packages.ts';
import { readBinaryXml } from './binary-xml.ts';
import { readZipFile } from './zip.ts';

const maxManifestBytes = 4 * 1024 * 1024;
const launcherCategory = 'android.intent.category.LAUNCHER';

/** What an APK says of itself in its manifest; undefined when it is none. */
export function readApk(apk: Uint8Array): Omit<DevicePackage, 'of'> | undefined {
  const manifest = readZipFile(apk, 'AndroidManifest.xml', maxManifestBytes);
  if (!manifest) return undefined;
  let id: string | undefined;
  let versionCode = 1;
  let versionName = '1';
  let latestActivity: string | undefined;
  let launchable: string | undefined;
  for (const { name, attributes } of readBinaryXml(manifest)) {
    if (name === 'manifest') {
      id = attributes.get('package');
      versionCode = Number(attributes.get('versionCode') ?? 1);
      versionName = attributes.get('versionName') ?? '1';
    } else if (name === 'activity' || name === 'activity-alias') latestActivity = attributes.get('name');
    else if (name === 'category' && attributes.get('name') === launcherCategory) launchable ??= latestActivity;
  }
  if (!id) return undefined;
  if (launchable === undefined) return { id, versionCode, versionName };
  return {
    id,
    versionCode,
    versionName,
    activity: launchable.startsWith(`${id}.`) ? launchable.slice(id.length) : launchable,
  };
}
