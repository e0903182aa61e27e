import type { Hono } from 'hono';
import { storeFailure } from '../store/failure.ts';
import { Problem } from './problem.ts';

export interface Refused {
  readonly path: string;
  readonly headers: Headers;
}

/**
 * Makes an app answer every refusal as problem+json, also those of the store (503: try again) and our own defects
 * (500). `refused` is told of each.
 */
export function answerProblems(app: Hono, refused: (problem: Problem, request: Refused) => void): void {
  const answer = (problem: Problem, request: Request): Response => {
    refused(problem, { path: new URL(request.url).pathname, headers: request.headers });
    return problem.response();
  };
  app.notFound((context) => answer(new Problem('not-found', 'no such resource or method'), context.req.raw));
  app.onError((error, context) => answer(asProblem(error), context.req.raw));
}

/** What a failure is to the client. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const failure = storeFailure(error);
  if (failure !== undefined) return new Problem('unavailable', `the store failed with ${failure}`);
  return new Problem('internal', `unexpected ${error instanceof Error ? error.name : typeof error}`);
}
