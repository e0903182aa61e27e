import { type ArticleEvent, toArticleEvent } from '../../article/article-event.ts';
import { articleId, signedBody } from '../../article/signed-body.ts';
import type { SigningKeys } from '../../standard-webhooks/signature.ts';
import { anySuccess, type WireFormat } from './wire-format.ts';

/** A flat event with its signature in the body, and no header of its own. The newest key signs. */
export function articleFormat(signing: () => SigningKeys): WireFormat {
  return {
    queue: 'each',
    acknowledges: anySuccess,
    compose(event) {
      const told = toArticleEvent(event);
      return { webhookId: articleId(told), event: told, content: Buffer.from(JSON.stringify(told)) };
    },
    request({ content }) {
      const key = signing().ed25519.at(-1);
      if (!key) throw new Error('profile article needs an Ed25519 key: let the key ring make v1a signatures');
      const told = JSON.parse(Buffer.from(content).toString()) as ArticleEvent; // written by compose
      return { headers: { 'content-type': 'application/json' }, body: signedBody(told, key) };
    },
  };
}
