import { setImmediate as nextTurn } from 'node:timers/promises';
import { seededRandom } from '../../kernel/random.ts';
import { type VirtualClock, virtualClock } from '../../kernel/virtual-clock.ts';
import type { AndroidDevice } from './device/device.ts';
import { type FixturePhone, fixturePhone } from './fixture-phone.ts';
import { runLine } from './shell/run.ts';
import { simulatedDevice } from './simulated-device.ts';

/** A booted device around the fixture phone, on the virtual clock. For the tests of this face. */
export interface TestDevice {
  readonly device: AndroidDevice;
  readonly phone: FixturePhone;
  readonly clock: VirtualClock;
  /** Warnings logged so far. */
  readonly warnings: string[];
  /** Runs a shell line to its end. */
  shell(line: string, input?: string): Promise<{ readonly out: string; readonly err: string; readonly code: number }>;
}

/** Boots a device for one test. */
export function testDevice(
  options: { readonly preinstalled?: boolean; readonly conversations?: number } = {},
): TestDevice {
  const phone = fixturePhone(options.conversations);
  const clock = virtualClock(phone.now());
  const warnings: string[] = [];
  const { device } = simulatedDevice(phone, 'test', {
    clock,
    random: seededRandom(1),
    log: (level, text) => level === 'warn' && warnings.push(text),
    ...(options.preinstalled === undefined ? {} : { preinstalled: options.preinstalled }),
  });
  return {
    device,
    phone,
    clock,
    warnings,
    async shell(line, input = '') {
      const out: Uint8Array[] = [];
      const err: Uint8Array[] = [];
      const code = await runLine(line, device, {
        out: (data) => out.push(Buffer.from(data)),
        err: (data) => err.push(Buffer.from(data)),
        input: (async function* () {
          await nextTurn();
          yield Buffer.from(input);
        })(),
        congested: () => false,
        onHangup: () => {},
      });
      return { out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString(), code };
    },
  };
}
