import type { Header } from './headers.ts';
import { ProtocolError } from './protocol-error.ts';
import { cpimLimitBytes } from './size-limits.ts';

/** RFC 5438. */
export const imdnNamespace = 'urn:ietf:params:imdn';
/** RCC.16: the namespace of `mls.Era-ID` and `mls.Epoch-Authenticator`. */
export const mlsNamespace = 'http://www.gsma.com/rcs/mls';

/** Bytes of a CPIM message, and the number of its headers: more is refused. */
export const cpimLimits = { messageBytes: cpimLimitBytes, headBytes: 16 * 1024, headers: 64 } as const;

export type Disposition = 'positive-delivery' | 'negative-delivery' | 'display' | 'processing' | 'interworking';

/** A message header of a namespace, or of none (then `namespace` is empty). */
export interface CpimExtension {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
}

/** A `message/cpim` body (RFC 3862) with what RCS puts into it. */
export interface Cpim {
  /** URIs without angle brackets; `sip:anonymous@anonymous.invalid` where SIP holds the identity. */
  readonly from: string;
  readonly to: string;
  /** `imdn.Message-ID`; absent only in messages that no RCS client sends. */
  readonly messageId?: string;
  /** RFC 3339. */
  readonly dateTime?: string;
  /** What the sender wants to be told: `imdn.Disposition-Notification`. */
  readonly dispositionNotification: readonly Disposition[];
  /** `mls.Era-ID` and `mls.Epoch-Authenticator` (base64). A client drops an MLS body without both. */
  readonly eraId?: number;
  readonly epochAuthenticator?: string;
  /** Every other header. */
  readonly extensions: readonly CpimExtension[];
  readonly contentType: string;
  /** Of the encapsulated body, but Content-Type and Content-Length. */
  readonly contentHeaders: readonly Header[];
  readonly body: Uint8Array;
}

const dispositions: ReadonlySet<string> = new Set<Disposition>([
  'positive-delivery',
  'negative-delivery',
  'display',
  'processing',
  'interworking',
]);
const nameToken = /^[A-Za-z0-9!#$%&'*+^_`|~-]+(\.[A-Za-z0-9!#$%&'*+^_`|~-]+)?$/;
const maxEra = 0xffff_ffff;

/** Namespace and lower-case name: what headers are told apart by. */
const messageIdKey = `${imdnNamespace} message-id`;
const dispositionKey = `${imdnNamespace} disposition-notification`;
const eraKey = `${mlsNamespace} era-id`;
const authenticatorKey = `${mlsNamespace} epoch-authenticator`;

function fail(reason: string): never {
  throw new ProtocolError('cpim', reason);
}

/**
 * Reads a message/cpim body. Header names are compared without regard to case (Apple writes `mls.Era-Id`), prefixes
 * are resolved through their NS headers.
 * @throws ProtocolError
 */
export function parseCpim(bytes: Uint8Array): Cpim {
  if (bytes.length > cpimLimits.messageBytes) fail(`${bytes.length} bytes, more than ${cpimLimits.messageBytes}`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headEnd = buffer.indexOf('\r\n\r\n');
  if (headEnd < 0) fail('no empty line after the message headers');
  const contentStart = headEnd + 4;
  // A body may have no headers at all: then the empty line comes at once.
  const bare = buffer[contentStart] === 13 && buffer[contentStart + 1] === 10;
  const contentEnd = bare ? contentStart - 2 : buffer.indexOf('\r\n\r\n', contentStart);
  if (contentEnd < 0) fail('no empty line after the content headers');
  if (contentEnd > cpimLimits.headBytes) fail(`the headers take more than ${cpimLimits.headBytes} bytes`);
  const content = bare ? [] : parseLines(buffer.toString('utf8', contentStart, contentEnd));
  const contentHeaders: Header[] = [];
  let contentType: string | undefined;
  let length: number | undefined;
  for (const header of content) {
    const name = header.name.toLowerCase();
    if (name === 'content-type') contentType ??= header.value;
    else if (name === 'content-length') length ??= contentLength(header.value);
    else contentHeaders.push(header);
  }
  if (!contentType) fail('the content has no Content-Type');
  const bodyStart = contentEnd + 4;
  const there = bytes.length - bodyStart;
  if (length !== undefined && length > there) fail(`Content-Length is ${length}, but ${there} bytes follow`);
  const body = bytes.subarray(bodyStart, bodyStart + (length ?? there));
  return { ...readHead(parseLines(buffer.toString('utf8', 0, headEnd))), contentType, contentHeaders, body };
}

function contentLength(value: string): number {
  return /^[0-9]{1,9}$/.test(value) ? Number(value) : fail(`Content-Length "${value.slice(0, 20)}"`);
}

function parseLines(text: string): Header[] {
  const lines = text.split('\r\n');
  if (lines.length > cpimLimits.headers) fail(`more than ${cpimLimits.headers} headers`);
  return lines.map((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    if (colon < 1 || !nameToken.test(name)) fail(`header line "${line.slice(0, 80)}"`);
    return { name, value: line.slice(colon + 1).trim() };
  });
}

function readHead(headers: readonly Header[]): Omit<Cpim, 'contentType' | 'contentHeaders' | 'body'> {
  const prefixes = new Map<string, string>();
  for (const { name, value } of headers) {
    if (name.toLowerCase() !== 'ns') continue;
    const match = /^(?:([A-Za-z0-9_-]+)\s+)?<([^<>\s]+)>$/.exec(value);
    if (!match?.[2]) fail(`NS "${value.slice(0, 80)}"`);
    prefixes.set((match[1] ?? '').toLowerCase(), match[2]);
  }
  let from: string | undefined;
  let to: string | undefined;
  const known: { messageId?: string; dateTime?: string; eraId?: number; epochAuthenticator?: string } = {};
  const wanted: Disposition[] = [];
  const extensions: CpimExtension[] = [];
  for (const { name, value } of headers) {
    const dot = name.indexOf('.');
    const prefix = dot < 0 ? '' : name.slice(0, dot).toLowerCase();
    const local = dot < 0 ? name : name.slice(dot + 1);
    const namespace = prefixes.get(prefix) ?? (dot < 0 ? '' : fail(`prefix "${prefix}" has no NS header`));
    switch (`${namespace} ${local.toLowerCase()}`) {
      case ' ns':
        break;
      case ' from':
        from ??= uriIn(value);
        break;
      case ' to':
        to ??= uriIn(value);
        break;
      case ' datetime':
        known.dateTime ??= value;
        break;
      case messageIdKey:
        known.messageId ??= value;
        break;
      case dispositionKey:
        wanted.push(...dispositionList(value));
        break;
      case eraKey:
        known.eraId ??=
          /^[0-9]{1,10}$/.test(value) && Number(value) <= maxEra ? Number(value) : fail('mls.Era-ID is no uint32');
        break;
      case authenticatorKey:
        known.epochAuthenticator ??= /^[A-Za-z0-9+/]{1,200}={0,2}$/.test(value)
          ? value
          : fail('mls.Epoch-Authenticator is no base64');
        break;
      default:
        if (local.toLowerCase() !== 'ns') extensions.push({ namespace, name: local, value });
    }
  }
  if (from === undefined) fail('no From');
  if (to === undefined) fail('no To');
  return { from, to, ...known, dispositionNotification: wanted, extensions };
}

function dispositionList(value: string): Disposition[] {
  const items = value.split(',').map((item) => item.trim().toLowerCase());
  return items.filter((item): item is Disposition => dispositions.has(item));
}

function uriIn(value: string): string {
  const match = /<([^<>\s]+)>\s*$/.exec(value);
  return match?.[1] ?? fail(`"${value.slice(0, 80)}" has no <URI>`);
}

/**
 * Writes a message/cpim body in the order Google Messages has: From, To, NS, imdn.Message-ID, DateTime, disposition.
 * @throws ProtocolError when a value would break the framing
 */
export function serialiseCpim(cpim: Cpim): Uint8Array {
  const lines = [`From: <${uriSafe(cpim.from)}>`, `To: <${uriSafe(cpim.to)}>`];
  const prefixes = new Map([['', '']]);
  const declare = (namespace: string, prefix: string): void => {
    if (prefixes.has(namespace)) return;
    if (!/^[^<>\s]+$/.test(namespace)) fail(`namespace "${namespace.slice(0, 80)}"`);
    prefixes.set(namespace, `${prefix}.`);
    lines.push(`NS: ${prefix} <${namespace}>`);
  };
  if (cpim.messageId !== undefined || cpim.dispositionNotification.length > 0) declare(imdnNamespace, 'imdn');
  if (cpim.eraId !== undefined || cpim.epochAuthenticator !== undefined) declare(mlsNamespace, 'mls');
  for (const { namespace } of cpim.extensions) {
    if (namespace === imdnNamespace) declare(namespace, 'imdn');
    else if (namespace === mlsNamespace) declare(namespace, 'mls');
    else if (namespace !== '') declare(namespace, `x${prefixes.size}`);
  }
  const put = (name: string, value: string): void => {
    if (!nameToken.test(name)) fail(`header name "${name.slice(0, 40)}"`);
    if (/[\r\n]/.test(value) || value !== value.trim()) fail(`header ${name} holds a line break or outer white space`);
    lines.push(`${name}: ${value}`);
  };
  if (cpim.messageId !== undefined) put('imdn.Message-ID', cpim.messageId);
  if (cpim.dateTime !== undefined) put('DateTime', cpim.dateTime);
  if (cpim.dispositionNotification.length > 0)
    put('imdn.Disposition-Notification', cpim.dispositionNotification.join(', '));
  if (cpim.eraId !== undefined) {
    if (!Number.isInteger(cpim.eraId) || cpim.eraId < 0 || cpim.eraId > maxEra) fail('the era is no uint32');
    put('mls.Era-ID', String(cpim.eraId));
  }
  if (cpim.epochAuthenticator !== undefined) put('mls.Epoch-Authenticator', cpim.epochAuthenticator);
  for (const { namespace, name, value } of cpim.extensions) put(`${prefixes.get(namespace) ?? ''}${name}`, value);
  lines.push('');
  for (const { name, value } of cpim.contentHeaders) put(name, value);
  put('Content-Type', cpim.contentType);
  lines.push(`Content-Length: ${cpim.body.length}`, '', '');
  return Buffer.concat([Buffer.from(lines.join('\r\n')), cpim.body]);
}

function uriSafe(uri: string): string {
  return /^[^<>\s]+$/.test(uri) ? uri : fail(`URI "${uri.slice(0, 80)}"`);
}
