import { canaryShape } from '../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { maskNumbers } from '../mask-numbers.ts';
import { phoneLane } from './lanes.ts';

/** Who is who and which message is which, as far as the entries so far tell. */
export interface Cast {
  /** Learns from an entry; to be called before the entry is drawn. */
  learn(entry: JournalEntry): void;
  /** The phone's name, or a masked number of somebody else. */
  name(msisdn: string): string;
  /** The phone's lane; undefined for a number of nobody here. */
  lane(msisdn: string): string | undefined;
  carrierOf(phone: string): string | undefined;
  /** The number of a message that somebody typed; undefined for what clients say among themselves. */
  number(messageId: string): number | undefined;
  /** By the canary that a text carries. */
  numberIn(text: string): number | undefined;
  /** What somebody typed, by the message's number. */
  typed(message: number): string | undefined;
  /** The message that a webhook speaks of. */
  webhook(webhookId: string): { readonly message: number | null; readonly status: string } | undefined;
  /** A text in which webhooks are called by what they report, not by their ids. */
  readable(text: string): string;
  messages(): number;
}

export function cast(): Cast {
  const phones = new Map<string, { readonly name: string; readonly carrier: string }>();
  const byCanary = new Map<string, number>();
  const bodies = new Map<number, string>();
  const byId = new Map<string, number>();
  const webhooks = new Map<string, { message: number | null; status: string }>();
  const numbered = (token: string): number => {
    const known = byCanary.get(token);
    if (known !== undefined) return known;
    byCanary.set(token, byCanary.size + 1);
    return byCanary.size;
  };
  return {
    learn({ kind, data }) {
      switch (kind) {
        case 'world.started':
          for (const { name, msisdn, carrier, paired_with } of data.phones)
            if (paired_with === undefined) phones.set(msisdn, { name, carrier });
          break;
        case 'ui.sent':
          bodies.set(numbered(data.canary), data.body);
          break;
        case 'handset.queued':
        case 'handset.received':
          if (data.canary !== null) byId.set(data.message_id, numbered(data.canary));
          break;
        case 'webhook.scheduled':
        case 'webhook.received':
          webhooks.set(data.webhook_id, { message: byId.get(data.message_id) ?? null, status: data.status });
          break;
      }
    },
    name: (msisdn) => phones.get(msisdn)?.name ?? maskNumbers(msisdn),
    lane(msisdn) {
      const phone = phones.get(msisdn);
      return phone === undefined ? undefined : phoneLane(phone.name);
    },
    carrierOf: (phone) => [...phones.values()].find(({ name }) => name === phone)?.carrier,
    number: (messageId) => byId.get(messageId),
    numberIn: (text) => byCanary.get(canaryShape.exec(text)?.[0] ?? ''),
    typed: (message) => bodies.get(message),
    webhook: (webhookId) => webhooks.get(webhookId),
    readable: (text) =>
      text.replaceAll(/\bmsg_[0-9a-f]+/g, (id) => {
        const known = webhooks.get(id);
        return known === undefined ? id : `the “${known.status}” webhook`;
      }),
    messages: () => byCanary.size,
  };
}
