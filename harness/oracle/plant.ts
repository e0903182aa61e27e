/**
 * A planted defect: one change to a simulator's source that one invariant must catch, and no other. Plants are data; they
 * are applied while the module loads, never to the file.
 */
export interface Plant {
  readonly id: string;
  /** The defect, as a bug report would say it. */
  readonly title: string;
  /** From the package's root: `simulators/handset/agent/agent.ts`. */
  readonly file: string;
  /** Must stand in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The invariant that must be violated. */
  readonly invariant: string;
  /** The plan that shows it. Default: the standard plan; `days` takes days, in `clear` not everything is encrypted. */
  readonly plan?: 'days' | 'clear';
}
