import { reader } from '../wire/reader.ts';
import { Malformed, parsed, type WireResult } from '../wire/result.ts';
import { opaque, uint16, uint32 } from '../wire/writer.ts';

/** What is inside a PrivateMessage: a MIME part, and the generation that it was encrypted with. */
export interface FramedBody {
  readonly generation: number;
  /** With its parameters: `text/plain;charset=UTF-8`. */
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Both are 1 on every message seen; that they are a version and a kind of content is inferred [I]. */
const version = 1;
const kind = 1;
/** The headers of a MIME part, in bytes. Ours. */
const maximumHeaderBytes = 1024;
const blankLine = Buffer.from('\r\n\r\n');

/** Whether a content type can be written into a header line. */
export function isContentType(contentType: string): boolean {
  return contentType.length <= 256 && /^[\x21-\x7e]+\/[\x20-\x7e]+$/.test(contentType);
}

/** RCC.16's framing; the length covers headers and body [I]. */
export function encodeFraming({ generation, contentType, body }: FramedBody): Uint8Array {
  const headers = [`Content-Type: ${contentType}`, 'Content-Disposition: inline', `Content-Length: ${body.length}`];
  const part = Buffer.concat([Buffer.from(`\r\n${headers.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
  return Buffer.concat([uint16(version), uint16(kind), uint32(generation), opaque(part)]);
}

/**
 * Header names are compared without case; unknown ones are passed over, a repeated one is an error. Errors here quote
 * nothing: what was decrypted must not reach a journal.
 */
function parseHeaders(block: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of block.split('\r\n')) {
    const [, name, value] = /^([!-9;-~]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Malformed('unexpected', 'part: a line that is no header');
    if (headers.has(name.toLowerCase())) throw new Malformed('unexpected', 'part: a header comes twice');
    headers.set(name.toLowerCase(), value);
  }
  return headers;
}

export function parseFraming(bytes: Uint8Array): WireResult<FramedBody> {
  return parsed(() => {
    const from = reader(bytes);
    const [foundVersion, foundKind] = [from.uint16('framing.version'), from.uint16('framing.kind')];
    if (foundVersion !== version) throw new Malformed('unknown-value', `framing.version: ${foundVersion}`);
    if (foundKind !== kind) throw new Malformed('unknown-value', `framing.kind: ${foundKind}`);
    const generation = from.uint32('framing.generation');
    const part = Buffer.from(from.opaque('framing.part'));
    from.end('framing');
    const end = part.subarray(0, maximumHeaderBytes).indexOf(blankLine);
    if (end < 2 || part[0] !== 0x0d || part[1] !== 0x0a) throw new Malformed('unexpected', 'part: no header block');
    const headers = parseHeaders(part.subarray(2, end).toString('latin1'));
    const contentType = headers.get('content-type');
    if (contentType === undefined || !isContentType(contentType)) {
      throw new Malformed('unexpected', 'part: Content-Type is missing or malformed');
    }
    const body = Uint8Array.from(part.subarray(end + blankLine.length));
    const length = headers.get('content-length');
    if (length !== undefined && length !== String(body.length)) {
      throw new Malformed('unexpected', 'part: Content-Length is not that of the body');
    }
    return { generation, contentType, body };
  });
}
