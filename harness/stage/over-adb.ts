import { setTimeout as sleep } from 'node:timers/promises';
import { connectPhone, phoneShell, restartPhone } from '../farm/adb-protocol.ts';
import { googleMessages } from '../farm/android-capabilities.ts';
import type { RealPhone } from '../faults/stage.ts';

const pollMs = 1_000;
/** A phone that restarts is up within a minute or two. */
const startLimitMs = 150_000;

/** A real Android phone as it is reached over an adb server on this machine. Each call throws Error, naming the phone. */
export function overAdb(
  name: string,
  { port, serial }: { readonly port: number; readonly serial: string },
  limitMs: number = startLimitMs,
): RealPhone {
  /** The shell works before the system does. */
  async function isUp(): Promise<boolean> {
    try {
      if (serial.includes(':')) await connectPhone(port, serial);
      return (await phoneShell(port, serial, 'getprop sys.boot_completed', 5_000)).trim() === '1';
    } catch {
      return false; // it is not there yet
    }
  }
  return {
    async wipeMessages() {
      const said = (await phoneShell(port, serial, `pm clear ${googleMessages.appPackage}`)).trim();
      if (said !== 'Success') throw new Error(`${name} did not clear its messages: ${said || 'it said nothing'}`);
    },
    restart: () => restartPhone(port, serial),
    async awaitStart() {
      const endAt = performance.now() + limitMs;
      while (!(await isUp())) {
        if (performance.now() > endAt) throw new Error(`${name} was not up again within ${limitMs / 1000} s`);
        await sleep(pollMs);
      }
    },
  };
}
