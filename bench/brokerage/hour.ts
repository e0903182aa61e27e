import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs } from '../../simulators/handset/agent/backoff.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import type { BrokerageArchive } from './archive.ts';
import { type Device, sealedUpload } from './desk.ts';

export interface HourOptions {
  readonly seed: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** Whether the archive is killed in the middle. */
  readonly kill: boolean;
}

const timeoutMs = 10_000;

/**
 * Devices send at the firm's rate and upload each message as the agent does: again after a refusal or a broken connection,
 * with the agent's pauses. They are sealed beforehand: that is the phones' work, each its own.
 * @returns when every message is archived: how long after it was sent each was, ms, in ascending order
 */
export async function playHour(
  archive: BrokerageArchive,
  devices: readonly Device[],
  { seed, perSecond, seconds, kill }: HourOptions,
): Promise<number[]> {
  const count = Math.round(perSecond * seconds);
  const random = seededRandom(seed).split('brokerage hour');
  const uploads = Array.from({ length: count }, (_, number) => {
    const device = devices[random.below(devices.length)];
    if (!device) throw new Error('there are no devices');
    return { token: device.credentials.token, body: sealedUpload(device, number, Date.UTC(2026, 10, 22, 12)) };
  });

  const agesMs: number[] = [];
  const startMs = performance.now();
  const underway: Promise<void>[] = [];
  const interruption = kill ? pause((seconds * 1000) / 2).then(() => archive.killOnce()) : undefined;
  for (const [number, upload] of uploads.entries()) {
    const dueMs = startMs + (number * 1000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 1) await pause(waitMs);
    const archived = uploadUntilTaken(archive, upload, random.split(`upload ${number}`));
    underway.push(archived.then(() => void agesMs.push(performance.now() - dueMs)));
  }
  await Promise.all(underway);
  await interruption;
  return agesMs.sort((a, b) => a - b);
}

async function uploadUntilTaken(
  archive: BrokerageArchive,
  { token, body }: { readonly token: string; readonly body: string },
  random: ReturnType<typeof seededRandom>,
): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  for (let failures = 1; ; failures++) {
    const origin = archive.origin();
    if (origin !== undefined) {
      const status = await fetch(`${origin}/records`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(timeoutMs),
      }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        () => 0,
      );
      if (status === 200 || status === 201) return;
      if (status >= 400 && status < 500 && status !== 429) throw new Error(`an upload was refused with HTTP ${status}`);
    }
    await pause(backoffMs(failures, random));
  }
}

/** The value that `share` of the sorted ones do not exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
