import type { Bench } from './bench.ts';

/** One thing that the contract promises of one operation. */
export interface Check {
  readonly operation: string;
  /** What is to be seen, as a sentence. */
  readonly name: string;
  /** Other operations without which it cannot be seen. */
  readonly needs?: readonly string[];
  /** It takes a second tenant. */
  readonly acrossTenants?: true;
  /** It takes a server that makes tenants. */
  readonly onServer?: true;
  /** @throws CheckFailure when it is not seen */
  run(bench: Bench): Promise<void>;
}
