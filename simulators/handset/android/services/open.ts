import type { Service } from '../adb/connection.ts';
import type { AndroidDevice } from '../device/device.ts';
import { execService, shellService } from './shell.ts';
import { syncService } from './sync.ts';

/** The device-side port of the UiAutomator2 server. */
const automationPort = 6790;

/** A service that says one thing and closes. */
const says =
  (text: string): Service =>
  (stream) =>
    stream.end(text);

/** ADB's way of failing inside an opened stream: `FAIL`, four hex digits of length, the reason. */
const fails = (reason: string): Service =>
  says(`FAIL${Buffer.byteLength(reason).toString(16).padStart(4, '0')}${reason}`);

/** The service that adb names in OPEN; undefined refuses it. */
export function openService(name: string, device: AndroidDevice): Service | undefined | Promise<Service | undefined> {
  const shell = /^shell,v2[^:]*:([\s\S]*)$/.exec(name);
  if (shell) return shellService(shell[1] ?? '', device);
  const raw = /^(?:shell|exec)[^:]*:([\s\S]*)$/.exec(name);
  if (raw) return execService(raw[1] ?? '', device);
  if (name === 'sync:') return syncService(device);
  const tcp = /^tcp:(\d+)/.exec(name);
  if (tcp && Number(tcp[1]) === automationPort) return device.automation.connect();
  if (tcp) return undefined; // nothing listens there: a closed port, as on a real phone
  if (name === 'root:') return says('adbd cannot run as root in production builds\n');
  if (name === 'remount:') return says('remount failed\n');
  if (name.startsWith('reverse:')) {
    device.log('warn', `"${name}": adb reverse is not part of this simulated phone`);
    return fails('reverse forwarding is not supported by this simulated phone');
  }
  device.log('warn', `refused adb service "${name.slice(0, 200)}": not part of this simulated phone`);
  return undefined;
}
