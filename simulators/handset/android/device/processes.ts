import type { Phone } from '../../phone.ts';

/** A running process. */
export interface DeviceProcess {
  readonly pid: number;
  readonly name: string;
  readonly user: string;
}

/** What `ps` lists: the phone's running apps and what adb started. */
export interface ProcessTable {
  list(): readonly DeviceProcess[];
  find(name: string): DeviceProcess | undefined;
  /** Starts a process that is not one of the phone's apps. */
  start(name: string): void;
  /** Ends one; false when it did not run. */
  stop(name: string): boolean;
}

/** Processes every Android has; scripts look for them. */
const systemProcesses: readonly DeviceProcess[] = [
  { pid: 1, name: 'init', user: 'root' },
  { pid: 312, name: 'zygote64', user: 'root' },
  { pid: 640, name: 'adbd', user: 'shell' },
  { pid: 1290, name: 'system_server', user: 'system' },
  { pid: 1644, name: 'com.android.systemui', user: 'u0_a98' },
];
const firstPid = 2000;

/** The processes of a phone that has booted. */
export function processTable(phone: Phone): ProcessTable {
  const started = new Set<string>();
  const pids = new Map<string, number>();
  let nextPid = firstPid;

  function list(): readonly DeviceProcess[] {
    const running = new Set(started);
    for (const app of phone.apps()) if (phone.appState(app.id) >= 3) running.add(app.id);
    running.add(phone.foreground());
    for (const name of pids.keys()) if (!running.has(name)) pids.delete(name); // a restarted app gets a new pid
    for (const name of running) if (!pids.has(name)) pids.set(name, nextPid++);
    return [...systemProcesses, ...[...pids].map(([name, pid]) => ({ pid, name, user: `u0_a${(pid % 200) + 50}` }))];
  }

  return {
    list,
    find: (name) => list().find((process) => process.name === name),
    start: (name) => started.add(name),
    stop: (name) => started.delete(name),
  };
}
