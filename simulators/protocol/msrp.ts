import { type Header, headerValue } from './headers.ts';
import { ProtocolError } from './protocol-error.ts';

/** Bytes of one MSRP frame: more is refused. */
export const msrpFrameLimitBytes = 128 * 1024;

/** `$` the last chunk, `+` more follow, `#` the message is abandoned (RFC 4975 section 7.1). */
export type Continuation = '$' | '+' | '#';

/** First and last byte of the chunk within the message, counted from 1, and the whole message's length; `*` is unknown. */
export interface ByteRange {
  readonly start: number;
  readonly end: number | '*';
  readonly total: number | '*';
}

export interface MsrpRequest {
  readonly kind: 'request';
  readonly transactionId: string;
  readonly method: 'SEND' | 'REPORT';
  readonly toPath: string;
  readonly fromPath: string;
  readonly messageId: string;
  readonly byteRange?: ByteRange;
  /** `000 200 OK` of a REPORT. */
  readonly status?: string;
  /** Success-Report, Failure-Report and whatever else was there. */
  readonly headers: readonly Header[];
  readonly content?: { readonly type: string; readonly body: Uint8Array };
  readonly continuation: Continuation;
}

export interface MsrpResponse {
  readonly kind: 'response';
  readonly transactionId: string;
  readonly status: number;
  readonly comment: string;
  readonly toPath: string;
  readonly fromPath: string;
}

export type MsrpFrame = MsrpRequest | MsrpResponse;

const ident = /^[A-Za-z0-9.+%=-]{4,32}$/;
const typed = new Set(['to-path', 'from-path', 'message-id', 'byte-range', 'status', 'content-type']);

function fail(reason: string): never {
  throw new ProtocolError('msrp', reason);
}

/** Whether a signalling frame is MSRP; every other frame is SIP. */
export function isMsrp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x4d && bytes[1] === 0x53 && bytes[2] === 0x52 && bytes[3] === 0x50 && bytes[4] === 0x20;
}

/**
 * Reads one frame from one datagram (RFC 4975 section 7).
 * @throws ProtocolError
 */
export function parseMsrp(bytes: Uint8Array): MsrpFrame {
  if (bytes.length > msrpFrameLimitBytes) fail(`${bytes.length} bytes, more than ${msrpFrameLimitBytes}`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lineEnd = buffer.indexOf('\r\n');
  if (lineEnd < 0 || lineEnd > 400) fail('no start line');
  const match = /^MSRP (\S+) (?:(SEND|REPORT)|([0-9]{3})(?: (.*))?)$/.exec(buffer.toString('utf8', 0, lineEnd));
  const transactionId = match?.[1] ?? '';
  if (!match || !ident.test(transactionId)) fail('start line is neither SEND, REPORT nor a status');
  const endLine = `-------${transactionId}`;
  const endAt = buffer.length - endLine.length - 3;
  const flag = buffer.toString('latin1', endAt + endLine.length, endAt + endLine.length + 1);
  if (endAt < lineEnd + 2 || buffer.toString('latin1', endAt, endAt + endLine.length) !== endLine)
    fail('the end-line does not end the frame');
  if ((flag !== '$' && flag !== '+' && flag !== '#') || buffer.toString('latin1', buffer.length - 2) !== '\r\n')
    fail('the end-line has no continuation flag');
  const blank = buffer.indexOf('\r\n\r\n', lineEnd);
  const hasBody = blank >= 0 && blank < endAt;
  const headEnd = hasBody ? blank : endAt - 2;
  if (headEnd > 16 * 1024) fail('the headers take more than 16384 bytes');
  const headers = parseHeaders(headEnd > lineEnd ? buffer.toString('utf8', lineEnd + 2, headEnd) : '');
  const need = (name: string): string => headerValue(headers, name) ?? fail(`no ${name}`);
  const paths = { toPath: need('To-Path'), fromPath: need('From-Path') };
  if (match[3] !== undefined) {
    return { kind: 'response', transactionId, status: Number(match[3]), comment: match[4] ?? '', ...paths };
  }
  const range = headerValue(headers, 'Byte-Range');
  const status = headerValue(headers, 'Status');
  let content: MsrpRequest['content'];
  if (hasBody) {
    const bodyEnd = endAt - 2;
    if (bodyEnd < blank + 4 || buffer.toString('latin1', bodyEnd, endAt) !== '\r\n')
      fail('no line break after the body');
    content = { type: need('Content-Type'), body: bytes.subarray(blank + 4, bodyEnd) };
  }
  return {
    kind: 'request',
    transactionId,
    method: match[2] === 'REPORT' ? 'REPORT' : 'SEND',
    ...paths,
    messageId: need('Message-ID'),
    ...(range === undefined ? {} : { byteRange: parseByteRange(range) }),
    ...(status === undefined ? {} : { status }),
    headers: headers.filter(({ name }) => !typed.has(name.toLowerCase())),
    ...(content ? { content } : {}),
    continuation: flag,
  };
}

function parseHeaders(text: string): Header[] {
  if (text === '') return [];
  const lines = text.split('\r\n');
  if (lines.length > 64) fail('more than 64 headers');
  return lines.map((line) => {
    const colon = line.indexOf(':');
    if (colon < 1 || !/^[A-Za-z0-9-]+$/.test(line.slice(0, colon))) fail(`header line "${line.slice(0, 80)}"`);
    return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
  });
}

function parseByteRange(text: string): ByteRange {
  const match = /^([1-9][0-9]{0,9})-([0-9]{1,10}|\*)\/([0-9]{1,10}|\*)$/.exec(text);
  if (!match) fail(`Byte-Range "${text.slice(0, 40)}"`);
  const whole = (part: string | undefined): number | '*' => (part === '*' || part === undefined ? '*' : Number(part));
  return { start: Number(match[1]), end: whole(match[2]), total: whole(match[3]) };
}

/** @throws ProtocolError when a field would break the framing; the body must not hold its own end-line */
export function serialiseMsrp(frame: MsrpFrame): Uint8Array {
  if (!ident.test(frame.transactionId)) fail(`transaction id "${frame.transactionId.slice(0, 40)}"`);
  const fields: Header[] = [
    { name: 'To-Path', value: frame.toPath },
    { name: 'From-Path', value: frame.fromPath },
  ];
  const endLine = `-------${frame.transactionId}`;
  if (frame.kind === 'response') {
    if (!Number.isInteger(frame.status) || frame.status < 100 || frame.status > 999) fail(`status ${frame.status}`);
    if (/[\r\n]/.test(frame.comment)) fail('the comment holds a line break');
    const comment = frame.comment === '' ? '' : ` ${frame.comment}`;
    return Buffer.from(`MSRP ${frame.transactionId} ${frame.status}${comment}\r\n${write(fields)}${endLine}$\r\n`);
  }
  fields.push({ name: 'Message-ID', value: frame.messageId });
  if (frame.byteRange) {
    const { start, end, total } = frame.byteRange;
    fields.push({ name: 'Byte-Range', value: `${start}-${end}/${total}` });
  }
  if (frame.status !== undefined) fields.push({ name: 'Status', value: frame.status });
  fields.push(...frame.headers);
  const start = `MSRP ${frame.transactionId} ${frame.method}\r\n`;
  if (!frame.content) return Buffer.from(`${start}${write(fields)}${endLine}${frame.continuation}\r\n`);
  if (Buffer.from(frame.content.body).includes(endLine))
    fail('the body holds the end-line: take another transaction id');
  fields.push({ name: 'Content-Type', value: frame.content.type });
  return Buffer.concat([
    Buffer.from(`${start}${write(fields)}\r\n`),
    frame.content.body,
    Buffer.from(`\r\n${endLine}${frame.continuation}\r\n`),
  ]);
}

function write(fields: readonly Header[]): string {
  let text = '';
  for (const { name, value } of fields) {
    if (!/^[A-Za-z0-9-]+$/.test(name) || /[\r\n]/.test(value)) fail(`header ${name.slice(0, 40)} cannot be written`);
    text += `${name}: ${value}\r\n`;
  }
  return text;
}

/** The answer to a request; comments are e.g. `OK`, or the reason of a refusal. */
export function msrpResponse(request: MsrpRequest, status: number, comment: string): MsrpResponse {
  return {
    kind: 'response',
    transactionId: request.transactionId,
    status,
    comment,
    toPath: request.fromPath,
    fromPath: request.toPath,
  };
}
