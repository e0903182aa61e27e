/** A delivery with the signatures only that are verified with a public key, as from a platform that shares no secrets. */
export function publicKeyOnly(request: Request): Request {
  const headers = new Headers(request.headers);
  const signatures = headers.get('webhook-signature');
  const input = headers.get('signature-input');
  if (signatures !== null) {
    const byKey = signatures.split(' ').filter((one) => one.startsWith('v1a,'));
    headers.set('webhook-signature', byKey.join(' '));
  } else if (input !== null) {
    // The dictionary of signatures keeps values that nothing describes: they count for nothing.
    const byKey = input.split(/, (?=\w+=\()/).filter((one) => one.includes('alg="ed25519"'));
    headers.set('signature-input', byKey.join(', '));
  } else return request;
  return new Request(request, { headers });
}
