import type { Fetch } from '../../../simulators/kernel/network.ts';

/** A wrong implementation: the reference behind something that spoils it, as a proxy or a careless rewrite would. */
export interface WrongWrapper {
  readonly id: string;
  /** The defect, as a bug report would say it. */
  readonly title: string;
  /** The operation that must be named. */
  readonly operation: string;
  wrap(next: Fetch): Fetch;
}

const pathOf = (request: Request): string => new URL(request.url).pathname.replace(/^\/t\/[^/]+/, '');
const isFor = (request: Request, method: string, path: RegExp): boolean =>
  request.method === method && path.test(pathOf(request));

/** Spoils the answers of one route. */
const answers =
  (method: string, path: RegExp, spoil: (answer: Response, request: Request) => Response | Promise<Response>) =>
  (next: Fetch): Fetch =>
  async (request) => {
    const answer = await next(request);
    return isFor(request, method, path) ? spoil(answer, request) : answer;
  };

/** Spoils the JSON of the successes of one route. */
const bodies = (method: string, path: RegExp, spoil: (body: Record<string, unknown>) => unknown) =>
  answers(method, path, async (answer) => {
    if (!answer.ok) return answer;
    const { status, headers } = answer;
    return new Response(JSON.stringify(spoil(await answer.json())), { status, headers });
  });

/** Spoils the query of one route. */
const queries =
  (path: RegExp, spoil: (query: URLSearchParams) => void) =>
  (next: Fetch): Fetch =>
  (request) => {
    if (!isFor(request, 'GET', path)) return next(request);
    const url = new URL(request.url);
    spoil(url.searchParams);
    return next(new Request(url, request));
  };

const records = /^\/records$/;
const record = /^\/records\/[^/]+$/;
const events = /^\/events$/;
const webhooks = /^\/webhooks\/messages$/;
const enrolments = /^\/enrolments$/;

/** Each must make the check fail. */
export const wrongWrappers: readonly WrongWrapper[] = [
  {
    id: 'no-record-route',
    title: 'single records cannot be read',
    operation: 'readRecord',
    wrap: answers(
      'GET',
      record,
      () => new Response('Not Found', { status: 404, headers: { 'content-type': 'text/html' } }),
    ),
  },
  {
    id: 'acknowledged-and-dropped',
    title: 'webhooks are acknowledged before a queue that loses them',
    operation: 'receiveMessageEvent',
    wrap: (next) => async (request) =>
      isFor(request, 'POST', webhooks) && request.headers.has('webhook-signature')
        ? new Response(null, { status: 204 })
        : next(request),
  },
  {
    id: 'every-webhook-new',
    title: 'retries are stored again, because nobody looks at webhook-id',
    operation: 'receiveMessageEvent',
    wrap(next) {
      const times = new Map<string, number>();
      return async (request) => {
        const answer = await next(request);
        const id = request.headers.get('webhook-id') ?? '';
        if (isFor(request, 'POST', webhooks) && answer.ok) times.set(id, (times.get(id) ?? 0) + 1);
        if (!isFor(request, 'GET', events) || !answer.ok) return answer;
        const { events: rows, ...page } = await answer.json();
        const again = (rows as { webhook_id: string }[]).flatMap((row) =>
          Array(times.get(row.webhook_id) ?? 1).fill(row),
        );
        return Response.json({ ...page, events: again });
      };
    },
  },
  {
    id: 'always-created',
    title: 'a repeated upload is answered 201 and not said to be a duplicate',
    operation: 'uploadRecord',
    wrap: answers('POST', records, async (answer) =>
      answer.status === 200 ? Response.json({ ...(await answer.json()), duplicate: false }, { status: 201 }) : answer,
    ),
  },
  {
    id: 'fresh-record-id',
    title: 'a repeated upload gets another record_id',
    operation: 'uploadRecord',
    wrap: bodies('POST', records, (body) =>
      body['duplicate'] ? { ...body, record_id: `${body['record_id']}-2` } : body,
    ),
  },
  {
    id: 'seconds',
    title: 'times are written without milliseconds',
    operation: 'listRecords',
    wrap: bodies('GET', records, ({ records: rows, ...page }) => ({
      ...page,
      records: (rows as { archived_at: string }[]).map((row) => ({
        ...row,
        archived_at: row.archived_at.replace(/\.\d+Z$/, 'Z'),
      })),
    })),
  },
  {
    id: 'html-errors',
    title: 'a gateway replaces refusals by its own page',
    operation: 'enrolDevice',
    wrap: answers('POST', enrolments, (answer) => {
      const { ok, status } = answer;
      return ok ? answer : new Response('<h1>Error</h1>', { status, headers: { 'content-type': 'text/html' } });
    }),
  },
  {
    id: 'plain-json-problems',
    title: 'refusals are application/json',
    operation: 'uploadRecord',
    wrap: answers('POST', records, async (answer) =>
      answer.ok ? answer : Response.json(await answer.json(), { status: answer.status }),
    ),
  },
  {
    id: 'problem-without-type',
    title: 'problems are {"error": ..}',
    operation: 'listEvents',
    wrap: answers('GET', events, (answer) =>
      answer.ok
        ? answer
        : new Response('{"error":"no"}', {
            status: answer.status,
            headers: { 'content-type': 'application/problem+json' },
          }),
    ),
  },
  {
    id: 'everything-200',
    title: 'refusals are 200 with an error in the body',
    operation: 'readRecord',
    wrap: answers('GET', record, async (answer) => (answer.ok ? answer : Response.json(await answer.json()))),
  },
  {
    id: 'cached-secrets',
    title: 'the answer to an enrolment may be cached',
    operation: 'enrolDevice',
    wrap: answers(
      'POST',
      enrolments,
      async (answer) =>
        new Response(answer.body, {
          status: answer.status,
          headers: { 'content-type': answer.headers.get('content-type') ?? '' },
        }),
    ),
  },
  {
    id: 'cursor-ignored',
    title: 'a list begins from its beginning whatever the cursor',
    operation: 'listRecords',
    wrap: queries(records, (query) => query.delete('after')),
  },
  {
    id: 'limit-ignored',
    title: 'pages have as many rows as there are',
    operation: 'listEvents',
    wrap: queries(events, (query) => /^\d+$/.test(query.get('limit') ?? '') && query.set('limit', '1000')),
  },
  {
    id: 'newest-first',
    title: 'a page has its newest rows first',
    operation: 'listEvents',
    wrap: bodies('GET', events, ({ events: rows, ...page }) => ({ ...page, events: (rows as unknown[]).toReversed() })),
  },
  {
    id: 'no-more',
    title: 'a page never says that there is more',
    operation: 'listRecords',
    wrap: bodies('GET', records, (page) => ({ ...page, more: false })),
  },
  {
    id: 'ids-decoded',
    title: 'an id is decoded and put into a path: ..%2Frecords lists the archive',
    operation: 'readRecord',
    wrap: (next) => (request) => {
      if (!isFor(request, 'GET', record) || !request.url.includes('..%2F')) return next(request);
      return next(new Request(request.url.replace(/\/[^/]*$/, ''), request));
    },
  },
  {
    id: 'wrong-clocks-refused',
    title: 'what a phone with a wrong clock uploads is refused, and lost',
    operation: 'uploadRecord',
    wrap: (next) => async (request) => {
      if (!isFor(request, 'POST', records)) return next(request);
      const ahead = (await request.clone().text()).includes('"device_timestamp":"9999');
      const problem = { type: 'about:blank', title: 'in the future', status: 400 };
      return ahead ? Response.json(problem, { status: 400 }) : next(request);
    },
  },
  {
    id: 'copies-cut',
    title: 'a column is too short for long copies: the ciphertext is cut',
    operation: 'uploadRecord',
    wrap: (next) => async (request) => {
      if (!isFor(request, 'POST', records)) return next(request);
      const text = await request.clone().text();
      const cut = text.replace(/("ciphertext":"[^"]{64})[^"]*"/, '$1"');
      return next(new Request(request.url, { method: 'POST', headers: request.headers, body: cut }));
    },
  },
];
