import { createSubjectHost } from '../../../simulators/enterprise/host/host.ts';
import type { StoreLocation } from '../../../simulators/enterprise/store/open-store.ts';
import { memoryBlobs } from '../../../simulators/kernel/journal/blobs.ts';
import { journal } from '../../../simulators/kernel/journal/journal.ts';
import { wallClock } from '../../../simulators/kernel/wall/clock.ts';
import { listenHttp } from '../../../simulators/kernel/wall/listen.ts';
import { osRandomStream } from '../../../simulators/kernel/wall/os-random.ts';
import { hostDocument, platformDocument, subjectDocument } from '../openapi/documents.ts';
import { subjectMetrics } from './metrics.ts';
import { tracing } from './tracing.ts';

export interface ServeOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  readonly database: StoreLocation;
  /** Makes tenants. */
  readonly operatorToken: string;
  /** Told of a defect of ours that broke a task. */
  readonly onCrash: (label: string, error: unknown) => void;
  /** Where traces go (OTLP over HTTP): nowhere without it. */
  readonly tracesTo?: string;
}

/** A reference subject on a socket. */
export interface Serving {
  /** `http://127.0.0.1:8700`. */
  readonly origin: string;
  /** Stops listening, ends what is under way and closes the store. */
  close(): Promise<void>;
}

const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;

/**
 * Serves the reference subject by itself, on the machine's clock and with the operating system's randomness.
 * @throws Error when the store cannot be had or the port is taken
 */
export async function serveSubject(options: ServeOptions): Promise<Serving> {
  const { host, port, database, operatorToken, onCrash, tracesTo } = options;
  const clock = wallClock(onCrash);
  const book = journal(clock, memoryBlobs());
  const metrics = subjectMetrics(clock);
  const traces = tracing(tracesTo, (what) => onCrash('OpenTelemetry', what));
  book.subscribe(metrics.observe);
  book.subscribe(traces.observe);
  const subject = createSubjectHost({
    clock,
    random: osRandomStream(),
    fetch: traces.pass((request) => fetch(request)),
    journal: book,
    database,
    operatorToken,
    documents: new Map([
      ['/openapi.json', json(subjectDocument())],
      ['/openapi-host.json', json(hostDocument())],
      ['/openapi-platform.json', json(platformDocument())],
    ]),
  });
  try {
    await subject.ready;
    const listening = await listenHttp(
      { ...(host !== undefined && { host }), ...(port !== undefined && { port }) },
      metrics.measure(
        traces.trace(async (request) => {
          if (request.method !== 'GET' || new URL(request.url).pathname !== '/metrics') return subject.app(request);
          const { text, type } = await metrics.scrape();
          return new Response(text, { headers: { 'content-type': type } });
        }),
      ),
    );
    return {
      origin: listening.origin,
      async close() {
        await listening.close();
        await subject.close();
        clock.stop();
        await traces.close();
      },
    };
  } catch (error) {
    await subject.close();
    clock.stop();
    throw error;
  }
}
