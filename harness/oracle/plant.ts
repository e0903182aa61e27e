/** One change to a source file. */
export interface PlantedChange {
  /** From the package's root: `simulators/handset/agent/agent.ts`. */
  readonly file: string;
  /** Must stand in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/**
 * A planted defect: one change to a simulator's source that one invariant must catch, and no other. Plants are data; they
 * are applied while the module loads, never to the file.
 */
export interface Plant extends PlantedChange {
  readonly id: string;
  /** The defect, as a bug report would say it. */
  readonly title: string;
  /** What else has to be wrong, where somebody would catch the first change: another check of the same thing. */
  readonly also?: readonly PlantedChange[];
  /** The invariant that must be violated. */
  readonly invariant: string;
  /**
   * The plan that shows it. Default: the standard plan; `days` takes days, in `clear` not everything is encrypted, `crew` is a
   * group, in `recovery` a group of two forks, goes on in another era and ends,
   * in `office` a records officer has records held and erased, in `outage` the enterprise dies and its disk is full,
   * in `deletion` users delete messages from their phones, in `article`, `rfc9421` and `rbm` webhooks have that profile.
   */
  readonly plan?:
    | 'days'
    | 'clear'
    | 'crew'
    | 'recovery'
    | 'office'
    | 'outage'
    | 'deletion'
    | 'article'
    | 'rfc9421'
    | 'rbm';
}
