import type { PhoneLogLine } from '../phone.ts';

const kept = 500;

/** The lines that logcat and the system log show. Never a body, a number or a key. */
export interface PhoneLog {
  write(level: PhoneLogLine['level'], tag: string, text: string): void;
  onLine(listener: (line: PhoneLogLine) => void): () => void;
  /** The latest lines, oldest first. */
  recent(): readonly PhoneLogLine[];
}

/** @param now milliseconds since the epoch, by the phone's clock. */
export function phoneLog(now: () => number): PhoneLog {
  const lines: PhoneLogLine[] = [];
  const listeners = new Set<(line: PhoneLogLine) => void>();
  return {
    write(level, tag, text) {
      const line = { atMs: now(), level, tag, text };
      lines.push(line);
      if (lines.length > kept) lines.shift();
      for (const listener of listeners) listener(line);
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    recent: () => [...lines],
  };
}
