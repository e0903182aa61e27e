import type { Random } from '../../../kernel/random.ts';
import { contentDigest } from '../../http-signatures/content-digest.ts';
import { httpSignatures } from '../../http-signatures/sign.ts';
import type { SigningKeys } from '../../standard-webhooks/signature.ts';
import { anySuccess, drawnId, type WireFormat } from './wire-format.ts';

/** What a signature covers: where it goes, what it holds, and what it is called. */
const components = ['@method', '@authority', '@path', 'content-type', 'content-digest', 'webhook-id'];
/** How long a signature counts, s. */
const lifetimeS = 300;

/** HTTP Message Signatures (RFC 9421) over a `Content-Digest` (RFC 9530): one signature a key, each with a nonce. */
export function rfc9421Format(endpoint: string, signing: () => SigningKeys, random: Random): WireFormat {
  return {
    queue: 'each',
    acknowledges: anySuccess,
    compose: (event, _numbers, own) => ({
      webhookId: drawnId(own),
      event,
      content: Buffer.from(JSON.stringify(event)),
    }),
    request({ webhookId, content, number, atMs }) {
      const plain = {
        'content-type': 'application/json',
        'content-digest': contentDigest(content),
        'webhook-id': webhookId,
      };
      const created = Math.floor(atMs / 1000);
      const nonce = Buffer.from(random.split(`nonce ${webhookId} ${number}`).bytes(16)).toString('base64url');
      const message = { method: 'POST', url: endpoint, headers: new Headers(plain) };
      const made = httpSignatures(signing(), message, { created, expires: created + lifetimeS, nonce, components });
      return { headers: { ...plain, ...made }, body: content };
    },
  };
}
