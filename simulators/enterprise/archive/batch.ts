import { z } from 'zod';
import { asProblem } from '../http/answer-problems.ts';
import type { Problem, ProblemDocument } from '../http/problem.ts';
import { type UploadResponse, uploadLimitBytes } from './schema.ts';

const mostUploads = 50;

/** `POST /records/batch`: uploads as `POST /records` takes them, each with an outcome of its own. */
export const recordBatch = z.strictObject({ uploads: z.array(z.unknown()).min(1).max(mostUploads) });

/** The largest batch that the schema can accept, bytes. */
export const batchLimitBytes = mostUploads * uploadLimitBytes;

/** What became of one upload: what `POST /records` would have answered. */
export type UploadOutcome =
  | { readonly status: 200 | 201; readonly record: UploadResponse }
  | { readonly status: number; readonly problem: ProblemDocument };

/** Takes uploads one after the other, in their order: one that is refused holds up no other. */
export async function uploadBatch(
  uploads: readonly unknown[],
  take: (upload: unknown) => Promise<UploadResponse>,
  refused: (problem: Problem) => void,
): Promise<readonly UploadOutcome[]> {
  const outcomes: UploadOutcome[] = [];
  for (const upload of uploads) {
    try {
      const record = await take(upload);
      outcomes.push({ status: record.duplicate ? 200 : 201, record });
    } catch (error) {
      const problem = asProblem(error);
      refused(problem);
      outcomes.push({ status: problem.status, problem: problem.document() });
    }
  }
  return outcomes;
}
