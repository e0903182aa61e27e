import { readdirSync, readFileSync } from 'node:fs';

/** For tests only, from /proc: processes whose environment names a run's folder, as every one that a run starts does. */
export function relatives(out: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(out);
      } catch {
        return false; // gone, or not ours
      }
    })
    .map((pid) => `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')}`);
}
