import type { Clock } from '../../../kernel/clock.ts';
import type { Random } from '../../../kernel/random.ts';
import type { WebhookKeyRing } from '../../standard-webhooks/key-ring.ts';
import type { WebhookProfile } from '../../webhook-profile.ts';
import type { RetrySchedule } from '../retry.ts';
import { articleFormat } from './article.ts';
import { rbmFormat } from './rbm.ts';
import { rfc9421Format } from './rfc9421.ts';
import { standardFormat } from './standard.ts';
import type { WireFormat } from './wire-format.ts';

export interface WireOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly endpoint: string;
  readonly keys: { readonly webhooks: WebhookKeyRing; readonly clientToken: string };
  readonly retry: RetrySchedule;
  readonly profile?: WebhookProfile;
}

/** The format of a profile. */
export function wireFormat({ profile = 'standard', clock, random, endpoint, keys, retry }: WireOptions): WireFormat {
  const { signing } = keys.webhooks;
  switch (profile) {
    case 'standard':
      return standardFormat(signing);
    case 'article':
      return articleFormat(signing);
    case 'rfc9421':
      return rfc9421Format(endpoint, signing, random);
    case 'rbm':
      return rbmFormat({ clock, endpoint, clientToken: keys.clientToken, timeoutMs: retry.timeoutMs });
  }
}
