import type { Bench } from './bench.ts';

/** One thing that the contract promises of one operation. */
export interface Check {
  readonly operation: string;
  /** What is to be seen, as a sentence. */
  readonly name: string;
  /** Other operations without which it cannot be seen; of a list in it, one is enough. */
  readonly needs?: readonly (string | readonly string[])[];
  /** Other operations that it is as much about: where one is not offered there is nothing to see, and it is not tried. */
  readonly about?: readonly string[];
  /** It takes a second tenant. */
  readonly acrossTenants?: true;
  /** It takes a server that makes tenants. */
  readonly onServer?: true;
  /** @throws CheckFailure when it is not seen */
  run(bench: Bench): Promise<void>;
}
