/** Things seen before are remembered this far back. */
const remembered = 4096;

/** Says of each thing whether it is the first time that it is asked about. */
export function firstOnly(): (what: string) => boolean {
  const seen = new Set<string>();
  return (what) => {
    if (seen.has(what)) return false;
    seen.add(what);
    if (seen.size > remembered) seen.delete(seen.values().next().value ?? '');
    return true;
  };
}
