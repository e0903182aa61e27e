import pc from 'picocolors';

/** Where the command talks to people. On a terminal with colours and a line that changes; elsewhere plain lines. */
export interface Terminal {
  /** A line that stays. */
  line(text: string): void;
  /** What is going on right now: overwritten by whatever comes next, and shown on terminals only. */
  passing(text: string): void;
  readonly paint: ReturnType<typeof pc.createColors>;
}

/** Writes with the stream's own write as it is now: later captures of the stream do not catch it. */
export function terminal(stream: NodeJS.WriteStream): Terminal {
  const write = stream.write.bind(stream);
  const live = stream.isTTY === true;
  const clear = live ? '\r\u001b[2K' : '';
  return {
    line: (text) => void write(`${clear}${text}\n`),
    passing(text) {
      if (live) write(`${clear}${text.slice(0, (stream.columns || 80) - 1)}`);
    },
    paint: pc.createColors(live && pc.isColorSupported),
  };
}

/** `840 ms`, `4.2 s`, `3 min 5 s` */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}
