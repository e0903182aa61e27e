import type { Element } from '@xmldom/xmldom';
import {
  type ClientFailureReason,
  isClientFailureReason,
  isServerFailureReason,
  type ServerFailureReason,
} from './imdn-failure.ts';
import { ProtocolError } from './protocol-error.ts';
import { childElements, elementText, escapeXml, parseXml } from './xml.ts';

export const imdnContentType = 'message/imdn+xml';
const imdnXmlNamespace = 'urn:ietf:params:xml:ns:imdn';
/** Bytes of a message/imdn+xml body: more is refused. */
export const imdnLimitBytes = 8192;

/** Whose MLS failed, and why. A receipt never carries both sides' reasons. */
export type ImdnFailure =
  | { readonly side: 'client'; readonly reason: ClientFailureReason }
  | { readonly side: 'server'; readonly reason: ServerFailureReason };

/** A receipt (RFC 5438): what became of message `messageId`. */
export type Imdn = {
  /** `imdn.Message-ID` of the message it is about. */
  readonly messageId: string;
  /** The DateTime of the message it is about, RFC 3339. */
  readonly dateTime: string;
} & (
  | { readonly status: 'delivered' }
  | { readonly status: 'displayed' }
  /** A bare failure without a reason is normal too. */
  | { readonly status: 'failed'; readonly failure?: ImdnFailure }
);

function fail(reason: string): never {
  throw new ProtocolError('imdn', reason);
}

export function serialiseImdn(imdn: Imdn): Uint8Array {
  let notification: string;
  if (imdn.status === 'displayed') notification = 'display-notification><status><displayed/></status></display';
  else if (imdn.status === 'delivered') notification = 'delivery-notification><status><delivered/></status></delivery';
  else {
    const { failure } = imdn;
    const why =
      failure && `mls-${failure.side}-failure-reason><${failure.reason}/></mls-${failure.side}-failure-reason`;
    notification = `delivery-notification><status>${why ? `<failed><${why}></failed>` : '<failed/>'}</status></delivery`;
  }
  if (imdn.messageId === '' || imdn.messageId !== imdn.messageId.trim())
    fail('the message id is empty or has outer white space');
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><imdn xmlns="${imdnXmlNamespace}"><message-id>${escapeXml('imdn', imdn.messageId)}</message-id>` +
      `<datetime>${escapeXml('imdn', imdn.dateTime)}</datetime><${notification}-notification></imdn>`,
  );
}

/** Receipts read last, by their text: both carriers and a phone read the same one, and XML takes long to read. */
const readLast = new Map<string, Imdn>();
const rememberedReceipts = 1024;

/**
 * Reads a receipt. `forbidden` and `error` delivery statuses (RFC 5438 section 7.2.1.1) are failures without a reason.
 * @throws ProtocolError
 */
export function parseImdn(bytes: Uint8Array): Imdn {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const known = readLast.get(text);
  if (known) return known;
  const imdn = readImdn(bytes);
  readLast.set(text, imdn);
  if (readLast.size > rememberedReceipts) readLast.delete(readLast.keys().next().value ?? '');
  return imdn;
}

function readImdn(bytes: Uint8Array): Imdn {
  const root = parseXml('imdn', bytes, imdnLimitBytes);
  if (root.localName !== 'imdn' || root.namespaceURI !== imdnXmlNamespace) fail('the root is not <imdn> of RFC 5438');
  const messageId = elementText(childElements(root, 'message-id')[0]) || fail('no <message-id>');
  const dateTime = elementText(childElements(root, 'datetime')[0]);
  const display = childElements(root, 'display-notification')[0];
  const delivery = childElements(root, 'delivery-notification')[0];
  const about = { messageId, dateTime };
  if (display) {
    const status = statusOf(display);
    if (status.localName === 'displayed') return { ...about, status: 'displayed' };
    fail(`display status <${status.localName}> is not known`);
  }
  const status = statusOf(delivery ?? fail('neither a delivery nor a display notification'));
  switch (status.localName) {
    case 'delivered':
      return { ...about, status: 'delivered' };
    case 'forbidden':
    case 'error':
      return { ...about, status: 'failed' };
    case 'failed':
      return { ...about, status: 'failed', ...failureOf(status) };
    default:
      return fail(`delivery status <${status.localName}> is not known`);
  }
}

function statusOf(notification: Element): Element {
  const status = childElements(notification, 'status')[0];
  return (status && childElements(status)[0]) ?? fail('no <status>');
}

function failureOf(failed: Element): { readonly failure?: ImdnFailure } {
  const arms = childElements(failed).filter((arm) => /^mls-(client|server)-failure-reason$/.test(arm.localName ?? ''));
  if (arms.length > 1) fail('more than one MLS failure reason');
  const [arm] = arms;
  if (!arm) return {};
  const name = childElements(arm)[0]?.localName ?? fail('an empty MLS failure reason');
  if (arm.localName === 'mls-client-failure-reason') {
    return {
      failure: { side: 'client', reason: isClientFailureReason(name) ? name : fail(`client failure <${name}>`) },
    };
  }
  return { failure: { side: 'server', reason: isServerFailureReason(name) ? name : fail(`server failure <${name}>`) } };
}
