import type { Operation } from '../contract/operation.ts';
import { problem } from '../contract/problem.ts';
import { CheckFailure, demand } from './finding.ts';

/** What came back, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const mediaType = ({ headers }: Answer): string => (headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';

/** The JSON of an answer. @throws CheckFailure when there is none */
export function json({ text }: Answer, operation?: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CheckFailure('wrong', 'the answer says that it is JSON and is not', operation);
  }
}

/** Whether an answer says that there is no such route, as servers do that know nothing of it. */
const isNoRoute = (answer: Answer): boolean => [404, 405, 501].includes(answer.status);

/**
 * Holds a success against the contract and returns its body.
 * @throws CheckFailure `lacks` when nothing is served there, `wrong` when it is not what the operation promises
 */
export function held(operation: Operation, answer: Answer, statuses: readonly number[]): unknown {
  const { id, method, path, answers } = operation;
  if (isNoRoute(answer) && !statuses.includes(answer.status)) {
    throw new CheckFailure('lacks', `${method} ${path} answered ${answer.status}`, id);
  }
  demand(
    statuses.includes(answer.status),
    `${method} ${path} answered ${answer.status} instead of ${statuses.join(' or ')}${reason(answer)}`,
    id,
  );
  const content = answers[answer.status];
  if (content === undefined || content === null) return undefined;
  demand(
    mediaType(answer) === content.type,
    `${answer.status} came as "${mediaType(answer)}" instead of ${content.type}`,
    id,
  );
  if (!content.schema) return answer.text;
  const parsed = content.schema.safeParse(json(answer, id));
  const [issue] = parsed.error?.issues ?? [];
  demand(parsed.success, `the answer breaks its schema at /${issue?.path.join('/')}: ${issue?.message}`, id);
  return parsed.data;
}

/**
 * Holds a refusal against the contract.
 * @throws CheckFailure `accepts` for a success, `lacks` when nothing is served there, `wrong` for another status or when it
 * is not problem+json
 */
export function refused({ id, method, path }: Operation, answer: Answer, statuses: readonly number[]): void {
  if (answer.status < 400) throw new CheckFailure('accepts', `${method} ${path} answered ${answer.status}`, id);
  if (isNoRoute(answer) && !statuses.includes(answer.status)) {
    throw new CheckFailure('lacks', `${method} ${path} answered ${answer.status}`, id);
  }
  demand(
    statuses.includes(answer.status),
    `${method} ${path} answered ${answer.status} instead of ${statuses.join(' or ')}${reason(answer)}`,
    id,
  );
  demand(
    mediaType(answer) === 'application/problem+json',
    `the refusal (${answer.status}) came as "${mediaType(answer)}" instead of application/problem+json`,
    id,
  );
  const parsed = problem.safeParse(json(answer));
  const [issue] = parsed.error?.issues ?? [];
  demand(parsed.success, `the problem breaks RFC 9457 at /${issue?.path.join('/')}: ${issue?.message}`, id);
  demand(
    parsed.data.status === answer.status,
    `the problem says ${parsed.data.status}, the answer is ${answer.status}`,
    id,
  );
}

/** What a problem said of itself, for people. */
function reason(answer: Answer): string {
  if (mediaType(answer) !== 'application/problem+json') return '';
  const parsed = problem.safeParse(json(answer));
  return parsed.success ? ` (${parsed.data.title}${parsed.data.detail ? `: ${parsed.data.detail}` : ''})` : '';
}
