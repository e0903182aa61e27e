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
  /** The lanes of all devices of a number, but those that were revoked. */
  lanes(msisdn: string): readonly string[];
  /** The lane of a device by its IMEI; of a number's first device where it is not known. */
  deviceLane(msisdn: string, device: string | undefined): string | undefined;
  /** The lane of the device that a message was typed on or made by. */
  senderLane(messageId: string, msisdn: string): string | undefined;
  /** The message is a group's and nobody typed it: keys of its name and picture. */
  isKeys(messageId: string): boolean;
  isReceipt(messageId: string): boolean;
  /** The id under which a message was sent first: what could not be opened is sent again under another. */
  original(messageId: string): string;
  carrierOf(phone: string): string | undefined;
  /** The number of a message that somebody typed; undefined for what clients say among themselves. */
  number(messageId: string): number | undefined;
  /** By the canary that a text carries. */
  numberIn(text: string): number | undefined;
  /** What somebody typed, by the message's number. */
  typed(message: number): string | undefined;
  /** The message that a webhook speaks of. */
  webhook(
    webhookId: string,
  ): { readonly message: number | null; readonly status: string; readonly keys: boolean } | undefined;
  /** A text in which webhooks are called by what they report, not by their ids. */
  readable(text: string): string;
  messages(): number;
}

export function cast(): Cast {
  const phones = new Map<string, { readonly name: string; readonly carrier: string }>();
  const devices = new Map<string, { readonly msisdn: string; readonly carrier: string }>();
  const imeis = new Map<string, string>();
  const revoked = new Set<string>();
  const senders = new Map<string, string>();
  const originals = new Map<string, string>();
  const receipts = new Set<string>();
  const keys = new Set<string>();
  const byCanary = new Map<string, number>();
  const bodies = new Map<number, string>();
  const byId = new Map<string, number>();
  const webhooks = new Map<string, { message: number | null; status: string; keys: boolean }>();
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
          for (const { name, msisdn, carrier, paired_with } of data.phones) {
            devices.set(name, { msisdn, carrier });
            if (paired_with === undefined) phones.set(msisdn, { name, carrier });
          }
          break;
        case 'mls.identity':
          if (data.device !== undefined) imeis.set(data.device, data.phone);
          break;
        case 'carrier.revoked':
          revoked.add(imeis.get(data.device) ?? data.device);
          break;
        case 'mls.resent': {
          originals.set(data.message_id, data.original_message_id);
          const number = byId.get(data.original_message_id);
          if (number !== undefined) byId.set(data.message_id, number);
          senders.set(data.message_id, data.phone);
          break;
        }
        case 'carrier.accepted':
          if (data.content_type.includes('imdn')) receipts.add(data.message_id);
          if (data.group_id !== undefined && data.content_type === 'message/mls' && !byId.has(data.message_id))
            keys.add(data.message_id);
          break;
        case 'ui.sent':
          bodies.set(numbered(data.canary), data.body);
          break;
        case 'handset.queued':
          senders.set(data.message_id, data.phone);
          if (data.canary !== null) byId.set(data.message_id, numbered(data.canary));
          break;
        case 'handset.received':
          if (data.canary !== null) byId.set(data.message_id, numbered(data.canary));
          break;
        case 'webhook.scheduled':
        case 'webhook.received':
          webhooks.set(data.webhook_id, {
            message: byId.get(data.message_id) ?? null,
            status: data.status,
            keys: keys.has(data.message_id) && !byId.has(data.message_id),
          });
          break;
      }
    },
    name: (msisdn) => phones.get(msisdn)?.name ?? maskNumbers(msisdn),
    lane(msisdn) {
      const phone = phones.get(msisdn);
      return phone === undefined ? undefined : phoneLane(phone.name);
    },
    lanes: (msisdn) =>
      [...devices].flatMap(([name, device]) =>
        device.msisdn === msisdn && !revoked.has(name) ? [phoneLane(name)] : [],
      ),
    deviceLane(msisdn, device) {
      const name = device === undefined ? undefined : imeis.get(device);
      return name === undefined ? this.lane(msisdn) : phoneLane(name);
    },
    senderLane(messageId, msisdn) {
      const name = senders.get(messageId);
      return name === undefined || devices.get(name)?.msisdn !== msisdn ? this.lane(msisdn) : phoneLane(name);
    },
    isKeys: (messageId) => keys.has(messageId) && !byId.has(messageId),
    isReceipt: (messageId) => receipts.has(messageId),
    original: (messageId) => originals.get(messageId) ?? messageId,
    carrierOf: (phone) => devices.get(phone)?.carrier,
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
