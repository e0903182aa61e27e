/** Starts now; gives the real milliseconds since then. For limits on what a simulator may cost, never for what it does. */
export function stopwatch(): () => number {
  const from = performance.now();
  return () => performance.now() - from;
}
