import type { Fetch } from '../../../kernel/network.ts';
import type { WdaReply, WdaRequest } from './server.ts';

/** The largest body that is read, bytes. */
const mostBodyBytes = 8 << 20;

const headers = {
  'content-type': 'application/json;charset=UTF-8',
  server: 'WebDriverAgent/1.0',
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'Content-Type, X-Requested-With',
};

/** WebDriverAgent as an HTTP app. */
export function wdaApp(answer: (request: WdaRequest) => Promise<WdaReply>): Fetch {
  return async (request) => {
    if (request.method === 'OPTIONS') return new Response('{"value":null,"sessionId":null}', { headers });
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/health') return new Response('I-AM-ALIVE');
    const body = await boundedBody(request);
    if (body === undefined) return new Response(`a body of more than ${mostBodyBytes} bytes`, { status: 413 });
    const path = decoded(pathname);
    const reply = await answer({ method: request.method, path, query: searchParams, body });
    return new Response(reply.body, { status: reply.status, headers });
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The body as text; undefined when it is too large, of which no more than that is read. */
async function boundedBody(request: Request): Promise<string | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBodyBytes) return undefined;
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > mostBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
