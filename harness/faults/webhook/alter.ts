/** What of a delivery is changed on its way. */
export type Altered = 'body' | 'signature' | 'timestamp' | 'id';

/** As long as an Ed25519 signature, and nobody's. */
const wrong = Buffer.alloc(64, 7).toString('base64');

/**
 * A delivery with one thing in it changed, whatever its profile; nothing when it has none of that, or is no delivery. In
 * profile `article` and in the push of RCS for Business all that is signed is in the body: time and id are changed there.
 */
export async function alter(request: Request, what: Altered): Promise<Request | undefined> {
  const headers = new Headers(request.headers);
  const body = await request.text();
  const altered = alteration(headers, body, what);
  if (altered === undefined || (altered === body && sameHeaders(headers, request.headers))) return undefined;
  const { method, signal, url } = request;
  return new Request(url, { method, headers, body: altered, redirect: 'manual', signal });
}

/** Changes the headers, and gives the body. */
function alteration(headers: Headers, body: string, what: Altered): string | undefined {
  if (headers.has('webhook-signature')) return standard(headers, body, what);
  if (headers.has('signature-input')) return messageSignature(headers, body, what);
  if (headers.has('x-goog-signature')) return push(headers, body, what);
  return body.includes('"signature"') ? article(body, what) : undefined;
}

const otherStatus = (body: string): string => body.replace(/"status":"\w+"/, '"status":"failed" ');

function standard(headers: Headers, body: string, what: Altered): string {
  if (what === 'body') return otherStatus(body);
  if (what === 'id') headers.set('webhook-id', `${headers.get('webhook-id')}x`);
  else if (what === 'timestamp') headers.set('webhook-timestamp', String(Number(headers.get('webhook-timestamp')) - 1));
  else headers.set('webhook-signature', (headers.get('webhook-signature') ?? '').replaceAll(/,\S+/g, `,${wrong}`));
  return body;
}

function messageSignature(headers: Headers, body: string, what: Altered): string {
  const input = headers.get('signature-input') ?? '';
  if (what === 'body') return otherStatus(body);
  if (what === 'id') headers.set('webhook-id', `${headers.get('webhook-id')}x`);
  else if (what === 'timestamp')
    headers.set(
      'signature-input',
      input.replaceAll(/created=(\d+)/g, (_, created) => `created=${Number(created) - 1}`),
    );
  else headers.set('signature', (headers.get('signature') ?? '').replaceAll(/:[^:]+:/g, `:${wrong}:`));
  return body;
}

function article(body: string, what: Altered): string {
  if (what === 'body') return otherStatus(body);
  if (what === 'id') return body.replace(/"message_id":"/, '"message_id":"x');
  if (what === 'timestamp') return body.replace(/"timestamp":"2/, '"timestamp":"3');
  return body.replace(/"signature":"[^"]*"/, `"signature":"${wrong}"`);
}

function push(headers: Headers, body: string, what: Altered): string {
  if (what === 'signature') {
    headers.set('x-goog-signature', wrong);
    return body;
  }
  return body.replace(/"data":"([^"]*)"/, (_, data: string) => {
    const told = Buffer.from(data, 'base64').toString();
    const other = {
      body: told.replace('"messageId":"', '"messageId": "'),
      id: told.replace('"messageId":"', '"messageId":"x'),
    };
    const changed = what === 'timestamp' ? told.replace('"sendTime":"2', '"sendTime":"3') : other[what];
    return `"data":"${Buffer.from(changed).toString('base64')}"`;
  });
}

const sameHeaders = (a: Headers, b: Headers): boolean => JSON.stringify([...a]) === JSON.stringify([...b]);
