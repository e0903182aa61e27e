import { type SigningKeys, signedHeaders } from '../../standard-webhooks/signature.ts';
import { anySuccess, drawnId, type WireFormat } from './wire-format.ts';

/** Standard Webhooks 1.0.0: the event as JSON, the signatures in a header. */
export function standardFormat(signing: () => SigningKeys): WireFormat {
  return {
    queue: 'each',
    acknowledges: anySuccess,
    compose: (event, _numbers, own) => ({
      webhookId: drawnId(own),
      event,
      content: Buffer.from(JSON.stringify(event)),
    }),
    request: ({ webhookId, content, atMs }) => ({
      headers: { 'content-type': 'application/json', ...signedHeaders(signing(), webhookId, atMs, content) },
      body: content,
    }),
  };
}
