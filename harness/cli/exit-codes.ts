/** What the command's exit codes mean. */
export const exitCodes = {
  held: 0,
  /** The product broke a promise. */
  product: 1,
  /** The command line, the farm file or a plan was wrong. */
  usage: 2,
  /** The harness, a phone or the machine failed. */
  harness: 3,
  /** A check could not be made. */
  unknown: 4,
  /** A replay did not show what it was to show. */
  notReproduced: 5,
} as const;
