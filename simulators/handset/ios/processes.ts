import type { Phone } from '../phone.ts';

/** The bundle that the driver launches to get WebDriverAgent, and the name that its owner looks for. */
export const runnerBundle = 'com.facebook.WebDriverAgentRunner.xctrunner';
export const runnerName = 'WebDriverAgentRunner-Runner';
/** The home screen: always running, never installed or launched. */
export const springboard = 'com.apple.springboard';

/** Process identifiers of the phone's apps: stable while an app runs, new at its next start. */
export interface ProcessTable {
  /** 0 when the app does not run. */
  pid(bundleId: string): number;
  /** The app with this process, if it runs. */
  bundle(pid: number): string | undefined;
  /** The app is started afresh: its next process gets another number. */
  restarted(bundleId: string): void;
}

export function processTable(phone: Phone, isRunning: (bundleId: string) => boolean): ProcessTable {
  const pids = new Map<string, number>();
  let last = 400; // where an iPhone's first apps are after booting
  pids.set(springboard, 34);

  const alive = (bundleId: string): boolean => bundleId === springboard || isRunning(bundleId);
  function pid(bundleId: string): number {
    if (!alive(bundleId)) {
      pids.delete(bundleId);
      return 0;
    }
    const known = pids.get(bundleId);
    if (known !== undefined) return known;
    pids.set(bundleId, ++last);
    return last;
  }

  return {
    pid,
    bundle(wanted) {
      for (const { id } of phone.apps()) pid(id);
      pid(runnerBundle);
      for (const [bundleId, number] of pids) if (number === wanted && alive(bundleId)) return bundleId;
      return undefined;
    },
    restarted: (bundleId) => void pids.delete(bundleId),
  };
}
