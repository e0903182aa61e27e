import type { Phone, PhoneLogLine } from '../../phone.ts';

/** One line of the log. */
export interface LogEntry extends PhoneLogLine {
  readonly pid: number;
}

/** The device's log: what the phone logs and what the system around it does. */
export interface LogBuffer {
  /** Oldest first. */
  recent(): readonly LogEntry[];
  /** Adds a line of the system's own. */
  add(level: PhoneLogLine['level'], tag: string, text: string): void;
  clear(): void;
  /** Called with every new line. Returns how to stop. */
  follow(listener: (entry: LogEntry) => void): () => void;
  /** Stops listening to the phone. */
  close(): void;
}

/** Lines kept; logd keeps 256 KiB, which is about as many. */
const maxLines = 4000;
const systemPid = 1290;
const appPid = 2001;

/** The log of a phone, with what it logged so far. */
export function logBuffer(phone: Phone): LogBuffer {
  const listeners = new Set<(entry: LogEntry) => void>();
  let entries: LogEntry[] = phone.recentLog().map((line) => ({ ...line, pid: appPid }));

  function append(entry: LogEntry): void {
    entries.push(entry);
    if (entries.length > maxLines * 2) entries = entries.slice(-maxLines);
    for (const listener of listeners) listener(entry);
  }

  const stop = phone.onLog((line) => append({ ...line, pid: appPid }));
  return {
    recent: () => entries.slice(-maxLines),
    add: (level, tag, text) => append({ atMs: phone.now(), level, tag, text, pid: systemPid }),
    clear() {
      entries = [];
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: stop,
  };
}
