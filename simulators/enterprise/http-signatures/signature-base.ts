import { type InnerList, type Parameters, serializeInnerList, serializeItem } from 'structured-headers';

/** The message that is signed: a request as its receiver is addressed. */
export interface SignedMessage {
  readonly method: string;
  /** Absolute, as the sender wrote it: behind a proxy the receiver knows its own address and says so. */
  readonly url: string;
  readonly headers: Headers;
}

/** The request's message cannot give a component that the signature covers. */
export class ComponentError extends Error {}

/** What a signature covers and its parameters, in the order in which they are signed (RFC 9421 section 2.3). */
export function coveredComponents(names: readonly string[], parameters: Parameters): InnerList {
  return [names.map((name) => [name, new Map()]), parameters];
}

/**
 * The signature base (RFC 9421 section 2.5): a line a component and the parameters last.
 * @throws ComponentError for a component that is missing, comes twice, or has parameters that nobody here computes
 */
export function signatureBase(message: SignedMessage, covered: InnerList): string {
  const seen = new Set<string>();
  const lines = covered[0].map(([name, parameters]) => {
    if (typeof name !== 'string') throw new ComponentError('a component identifier is no string');
    if (parameters.size > 0) throw new ComponentError(`${name} has parameters`);
    if (seen.has(name)) throw new ComponentError(`${name} is covered twice`);
    seen.add(name);
    return `${serializeItem(name)}: ${component(message, name)}`;
  });
  return [...lines, `"@signature-params": ${serializeInnerList(covered)}`].join('\n');
}

function component({ method, url, headers }: SignedMessage, name: string): string {
  const { protocol, host, pathname, search } = new URL(url);
  switch (name) {
    case '@method':
      return method;
    case '@authority':
      return host; // lower-case and without the default port, by the URL parser (section 2.2.3)
    case '@path':
      return pathname;
    case '@query':
      return search === '' ? '?' : search;
    case '@scheme':
      return protocol.slice(0, -1);
    case '@target-uri':
      return url;
    default: {
      if (name.startsWith('@') || name !== name.toLowerCase()) throw new ComponentError(`${name} is not known here`);
      const value = headers.get(name);
      if (value === null) throw new ComponentError(`${name} is not in the message`);
      return value.trim();
    }
  }
}
