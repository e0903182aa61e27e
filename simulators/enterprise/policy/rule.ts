/** Where a setting of a policy comes from. */
export interface Rule {
  /** Stable, and what refusals name: `finra-4511`. */
  readonly id: string;
  /** What it says, in a sentence of our own: not the law's words. */
  readonly text: string;
  /** Where it stands. */
  readonly citation: string;
}

/** A setting and the rules that ask for it. Without rules it is the default of this archive. */
export interface Setting<T> {
  readonly value: T;
  readonly rules: readonly Rule[];
}
