import { z } from 'zod';
import { knownParameters } from '../http/known-parameters.ts';
import { Problem } from '../http/problem.ts';

/** Which part of a list is asked for. Positions only grow, so a page never changes what an earlier page said. */
export interface PageQuery {
  /** The position that the page begins after. */
  readonly after: number;
  readonly limit: number;
}

const pageQuery = z.object({
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .default('0'),
  limit: z
    .string()
    .regex(/^\d{1,4}$/)
    .default('100'),
});

const mostRows = 1000;

/**
 * `?after=<cursor>&limit=<1..1000>`. @throws Problem `malformed`
 * @param others parameters of the same query that are read elsewhere
 */
export function readPageQuery(url: string, others: readonly string[] = []): PageQuery {
  const parsed = pageQuery.safeParse(knownParameters(url, [...others, 'after', 'limit']));
  const limit = Number(parsed.data?.limit);
  if (!parsed.data || limit < 1 || limit > mostRows) {
    throw new Problem('malformed', `?after= must be a cursor that a page gave, ?limit= a number in 1 .. ${mostRows}`);
  }
  return { after: Number(parsed.data.after), limit };
}

/** A page's rows, the cursor to go on from (the same one again when nothing was new), and whether more is there already. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string;
  readonly more: boolean;
}

/** Cuts a page from rows that were read one beyond the limit. */
export function cutPage<Row extends { readonly position: number }, T>(
  rows: readonly Row[],
  { after, limit }: PageQuery,
  show: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  return { rows: shown.map(show), next: String(shown.at(-1)?.position ?? after), more: rows.length > limit };
}
