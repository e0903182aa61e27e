import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type AndroidFace, startAndroidFace } from '../../simulators/handset/android/face.ts';
import { type IphoneFace, startIphoneFace } from '../../simulators/handset/ios/face.ts';
import { startTunnelRegistry } from '../../simulators/handset/ios/tunnel/registry.ts';
import { startUsbmuxd } from '../../simulators/handset/ios/usbmux/host.ts';
import type { AttachablePhone } from '../../simulators/handset/ui/phone.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import type { WallClock } from '../../simulators/kernel/wall/clock.ts';
import type { StageFace } from '../faults/stage.ts';
import type { StagePhone, StageSettings } from './api.ts';

/** Simulated phones on real sockets. */
export interface Faces {
  readonly phones: readonly StagePhone[];
  /** What can go wrong with them, by name. */
  readonly faults: ReadonlyMap<string, StageFace>;
  close(): Promise<void>;
}

/** A udid of the form that Apple's have had since 2018, one a name. */
const udidOf = (name: string): string =>
  `00008120-${createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()}`;

/**
 * Puts every phone behind the sockets of its system, and iPhones behind one tunnel registry or usbmuxd.
 * @param scratch a folder for the usbmuxd socket
 */
export async function startFaces(
  phones: ReadonlyMap<string, AttachablePhone>,
  { iphones: via }: StageSettings,
  clock: WallClock,
  scratch: string,
): Promise<Faces> {
  const log = (text: string): void => console.error(text);
  const ids = seededRandom('faces');
  const all = [...phones.values()];
  const androids = await Promise.all(
    all
      .filter(({ os }) => os === 'android')
      .map(async (phone) => ({
        phone,
        face: await startAndroidFace(phone, {
          clock,
          random: ids.split(phone.name),
          clearData: (app) => phone.clearData(app),
        }),
      })),
  );
  const iphones = await Promise.all(
    all
      .filter(({ os }) => os === 'ios')
      .map((phone) => startIphoneFace(phone, { udid: udidOf(phone.name), clock, via, log })),
  );
  const socketPath = join(scratch, 'usbmuxd');
  const registry = via === 'tunnel' ? await startTunnelRegistry(iphones, { clock }) : undefined;
  const usbmuxd = via === 'url' ? await startUsbmuxd(iphones, { socketPath, log }) : undefined;
  return {
    phones: [
      ...androids.map(
        ({ phone: { name, osVersion }, face }): StagePhone => ({ os: 'android', name, serial: face.serial, osVersion }),
      ),
      ...iphones.map(
        ({ udid, phone: { name, osVersion }, reach }): StagePhone => ({
          os: 'ios',
          name,
          udid,
          osVersion,
          reach:
            reach.via === 'url'
              ? { via: 'url', usbmuxdSocket: socketPath, webDriverAgentUrl: reach.webDriverAgentUrl }
              : { via: 'tunnel', registryPort: registry?.port ?? 0 },
        }),
      ),
    ],
    faults: new Map([
      ...androids.map(({ phone, face }) => [phone.name, androidFaults(face)] as const),
      ...iphones.map((face) => [face.phone.name, iphoneFaults(face)] as const),
    ]),
    async close() {
      await Promise.all([registry?.close(), usbmuxd?.close()]);
      await Promise.all([...androids.map(({ face }) => face.close()), ...iphones.map((face) => face.close())]);
    },
  };
}

/** The next session starts UiAutomator2 again by itself. */
const androidFaults = (face: AndroidFace): StageFace => ({
  os: 'android',
  crashAutomation: face.crashAutomation,
  healAutomation: () => {},
  dropAdb: face.dropAdb,
  restoreAdb: face.restoreAdb,
});

/** Over the tunnel the next session starts WebDriverAgent; by URL nobody does but the healing. */
const iphoneFaults = (face: IphoneFace): StageFace => ({
  os: 'ios',
  crashAutomation: face.crashAutomation,
  async healAutomation() {
    if (face.reach.via === 'url' && !face.automationRunning()) await face.startAutomation();
  },
  dropTunnel: face.dropTunnel,
  restoreTunnel: face.restoreTunnel,
});
