import { type Header, headerValue, parameterValue, parseParameters, splitOutsideQuotes } from './headers.ts';
import { ProtocolError } from './protocol-error.ts';
import { sipLimitBytes } from './size-limits.ts';

/** A SIP request. `body` is empty when there is none. */
export interface SipRequest {
  readonly kind: 'request';
  /** REGISTER, OPTIONS, MESSAGE, INVITE, ACK, BYE; any other token parses too, so that it can be answered 405. */
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** Written with compact header names, as RFC 3261 section 7.3.3 has it for what would otherwise be too large. */
  readonly form?: 'compact';
}

export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

export type SipMessage = SipRequest | SipResponse;

/** A pager-mode MESSAGE is smaller than this, in bytes, start line and headers included; else it travels over MSRP. */
export const pagerLimitBytes = 1300;

/** Bytes of a SIP message, of its head, and the number of its headers: more is refused. */
export const sipLimits = { messageBytes: sipLimitBytes, headBytes: 32 * 1024, headers: 128 } as const;

/** RFC 3261 section 20; Accept-Contact: RFC 3841 section 10. */
const compactNames: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  i: 'Call-ID',
  m: 'Contact',
  e: 'Content-Encoding',
  l: 'Content-Length',
  c: 'Content-Type',
  f: 'From',
  s: 'Subject',
  k: 'Supported',
  t: 'To',
  v: 'Via',
};
const shortNames = new Map(Object.entries(compactNames).map(([short, long]) => [long, short]));

/** A header's name as `message` writes it. */
const written = (message: SipMessage, name: string): string =>
  message.kind === 'request' && message.form === 'compact' ? (shortNames.get(name) ?? name) : name;

const token = /^[A-Za-z0-9.!%*_+`'~-]+$/;
const none = new Uint8Array(0);

function fail(reason: string): never {
  throw new ProtocolError('sip', reason);
}

/**
 * Reads one SIP message from one datagram (RFC 3261 sections 7 and 18.3): folded lines are joined, compact names are
 * written out (`form` says that no other came), bytes after Content-Length are ignored. Content-Length itself is not among
 * the `headers`.
 * @throws ProtocolError
 */
export function parseSip(bytes: Uint8Array): SipMessage {
  if (bytes.length > sipLimits.messageBytes) fail(`${bytes.length} bytes, more than ${sipLimits.messageBytes}`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headEnd = buffer.indexOf('\r\n\r\n');
  if (headEnd < 0) fail('no empty line after the headers');
  if (headEnd > sipLimits.headBytes) fail(`the headers take ${headEnd} bytes, more than ${sipLimits.headBytes}`);
  const [startLine = '', ...lines] = buffer.toString('utf8', 0, headEnd).split('\r\n');
  const all = parseHeaderLines(lines);
  const body = bodyOf(bytes, headEnd + 4, all);
  const headers = all.filter((header) => header.name.length !== 14 || header.name.toLowerCase() !== 'content-length');
  if (startLine.startsWith('SIP/2.0 ')) {
    const match = /^SIP\/2\.0 ([1-6][0-9][0-9]) (.*)$/.exec(startLine);
    if (!match) fail(`status line "${startLine.slice(0, 80)}"`);
    return { kind: 'response', status: Number(match[1]), reason: match[2] ?? '', headers, body };
  }
  const [method = '', uri = '', version, ...rest] = startLine.split(' ');
  if (version !== 'SIP/2.0' || rest.length > 0 || !token.test(method) || uri === '')
    fail(`start line "${startLine.slice(0, 80)}"`);
  const compact = lines.every((line) => line[1] === ':' || !shortNames.has(line.slice(0, line.indexOf(':'))));
  return { kind: 'request', method, uri, headers, body, ...(compact && { form: 'compact' }) };
}

function parseHeaderLines(lines: readonly string[]): Header[] {
  if (lines.length > sipLimits.headers * 2) fail(`more than ${sipLimits.headers} headers`);
  const headers: { name: string; value: string }[] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    if (line.startsWith(' ') || line.startsWith('\t')) {
      if (!last) fail('the first header is a continuation');
      last.value = `${last.value} ${line.trim()}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trimEnd();
    if (colon < 1 || !token.test(name)) fail(`header line "${line.slice(0, 80)}"`);
    headers.push({ name: compactNames[name.toLowerCase()] ?? name, value: line.slice(colon + 1).trim() });
  }
  if (headers.length > sipLimits.headers) fail(`more than ${sipLimits.headers} headers`);
  return headers;
}

function bodyOf(bytes: Uint8Array, start: number, headers: readonly Header[]): Uint8Array {
  const declared = headerValue(headers, 'Content-Length');
  const there = bytes.length - start;
  if (declared === undefined) return there === 0 ? none : bytes.subarray(start);
  if (!/^[0-9]{1,9}$/.test(declared)) fail(`Content-Length "${declared.slice(0, 20)}"`);
  const length = Number(declared);
  if (length > there) fail(`Content-Length is ${length}, but ${there} bytes follow`);
  return length === 0 ? none : bytes.subarray(start, start + length);
}

/**
 * Writes a SIP message. Content-Length is written for you, in place of any that `headers` holds.
 * @throws ProtocolError when a header or the start line would break the framing
 */
export function serialiseSip(message: SipMessage): Uint8Array {
  let head: string;
  if (message.kind === 'request') {
    if (!token.test(message.method)) fail(`method "${message.method}"`);
    if (!/^[^\s]+$/.test(message.uri)) fail(`Request-URI "${message.uri}"`);
    head = `${message.method} ${message.uri} SIP/2.0\r\n`;
  } else {
    if (!Number.isInteger(message.status) || message.status < 100 || message.status > 699)
      fail(`status ${message.status}`);
    if (/[\r\n]/.test(message.reason)) fail('the reason phrase holds a line break');
    head = `SIP/2.0 ${message.status} ${message.reason}\r\n`;
  }
  for (const { name, value } of message.headers) {
    if (!token.test(name)) fail(`header name "${name.slice(0, 40)}"`);
    if (/[\r\n]/.test(value)) fail(`header ${name} holds a line break`);
    if (name.length === 14 && name.toLowerCase() === 'content-length') continue;
    head += `${written(message, name)}: ${value}\r\n`;
  }
  head += `${written(message, 'Content-Length')}: ${message.body.length}\r\n\r\n`;
  return message.body.length === 0 ? Buffer.from(head) : Buffer.concat([Buffer.from(head), message.body]);
}

/** Bytes of a message on the wire, as `serialiseSip` writes it. */
export function sipLength(message: SipMessage): number {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  let sum = Buffer.byteLength(start) + `${written(message, 'Content-Length')}: ${message.body.length}`.length + 6;
  for (const { name, value } of message.headers) {
    if (name.length === 14 && name.toLowerCase() === 'content-length') continue;
    sum += Buffer.byteLength(written(message, name)) + Buffer.byteLength(value) + 4;
  }
  return sum + message.body.length;
}

/** What ties requests, responses and their retransmissions together. */
export interface SipEnvelope {
  /** The `branch` of the topmost Via. */
  readonly branch: string;
  readonly callId: string;
  readonly cseq: number;
  /** The method that CSeq names: an ACK has the branch of the INVITE it follows when it is no 200. */
  readonly method: string;
}

/**
 * Reads what every SIP message must have (RFC 3261 section 8.1.1), and checks that From and To are there.
 * @throws ProtocolError naming what is missing
 */
export function sipEnvelope(message: SipMessage): SipEnvelope {
  // The topmost Via is the first of the first Via header.
  const [via = ''] = splitOutsideQuotes(headerValue(message.headers, 'Via') ?? fail('no Via'), ',');
  const branch = parameterValue(parseParameters(via).parameters, 'branch');
  if (!branch) fail('Via has no branch');
  const callId = headerValue(message.headers, 'Call-ID') || fail('no Call-ID');
  const match = /^([0-9]{1,10})\s+(\S+)$/.exec(headerValue(message.headers, 'CSeq') ?? fail('no CSeq'));
  if (!match?.[1] || !match[2]) fail('CSeq is not a number and a method');
  if (message.kind === 'request' && match[2] !== message.method) fail(`CSeq names ${match[2]}, not ${message.method}`);
  headerValue(message.headers, 'From') ?? fail('no From');
  headerValue(message.headers, 'To') ?? fail('no To');
  return { branch, callId, cseq: Number(match[1]), method: match[2] };
}
