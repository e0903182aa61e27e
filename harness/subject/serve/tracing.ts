import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { JournalEntry } from '../../../simulators/kernel/journal/entry.ts';
import type { Fetch } from '../../../simulators/kernel/network.ts';
import { contractRoute } from './contract-route.ts';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

/**
 * OpenTelemetry traces of a server: a span a request, joined to the caller's trace (W3C Trace Context), with the message's
 * id as what correlates it with the spans of others. Bodies, numbers, tokens and record ids are in none.
 */
export interface Tracing {
  /** Traces what goes through. */
  trace(next: Fetch): Fetch;
  /** Hands the trace on with what is fetched on behalf of a request. */
  pass(next: Fetch): Fetch;
  /** Learns of the journal which message the request was about. */
  observe(entry: JournalEntry): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** A collector is given this long for a batch, ms; what is left at the end too, and whoever stops the server waits for it. */
const exportMs = 2000;
const farewellMs = 2500;

const off: Tracing = { trace: (next) => next, pass: (next) => next, observe() {}, async close() {} };

/**
 * @param endpoint of an OTLP receiver, without `/v1/traces`; without one nothing is traced
 * @param onLoss learns at the end of traces that nobody took
 */
export function tracing(endpoint: string | undefined, onLoss: (what: string) => void = () => {}): Tracing {
  if (endpoint === undefined || endpoint === '') return off;
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: exportMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'greenroom-subject' }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('greenroom');
  const current = new AsyncLocalStorage<Span>();

  const parentOf = (request: Request): Context => {
    const parent = readTraceparent(request.headers.get('traceparent'));
    return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  };

  return {
    trace: (next) => (request) => {
      const { operation, path } = contractRoute(request.method, new URL(request.url).pathname);
      const attributes = {
        'http.request.method': request.method,
        'http.route': path,
        'greenroom.operation': operation,
      };
      const span = tracer.startSpan(
        `${request.method} ${path}`,
        { kind: SpanKind.SERVER, attributes },
        parentOf(request),
      );
      return current.run(span, async () => {
        try {
          const answer = await next(request);
          span.setAttribute('http.response.status_code', answer.status);
          if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          return answer;
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
    pass: (next) => (request) => {
      const span = current.getStore();
      if (!span) return next(request);
      const headers = new Headers(request.headers);
      headers.set('traceparent', writeTraceparent(span.spanContext()));
      return next(new Request(request, { headers }));
    },
    observe({ kind, data }) {
      if (kind !== 'archive.stored' && kind !== 'webhook.received') return;
      current.getStore()?.setAttributes({
        'messaging.message.id': data.message_id,
        'greenroom.duplicate': data.duplicate,
      });
    },
    async close() {
      const late = pause(farewellMs, 'late', { ref: false });
      const ended = provider.shutdown().then(
        () => 'sent',
        (error: unknown) => `not taken: ${error instanceof Error ? error.message : error}`,
      );
      const outcome = await Promise.race([ended, late]);
      if (outcome !== 'sent') onLoss(`the last traces were ${outcome === 'late' ? 'not taken in time' : outcome}`);
    },
  };
}
