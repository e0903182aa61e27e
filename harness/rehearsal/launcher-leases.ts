import { type Leases, leases } from '../farm/leases.ts';
import type { PairTarget } from '../farm/target.ts';

/** The launcher's desk: made when the first worker asks, kept while the process runs one set of pairs. */
let desk: { readonly key: string; readonly leases: Leases } | undefined;

/** The one desk of this process for these pairs. wdio's hooks are functions without a place of their own to keep it. */
export function launcherLeases(pairs: readonly PairTarget[]): Leases {
  const key = JSON.stringify(pairs);
  if (desk?.key !== key) desk = { key, leases: leases(pairs) };
  return desk.leases;
}
