import type { Fetch } from '../../../kernel/network.ts';
import type { Random } from '../../../kernel/random.ts';
import type { MessageEvent } from '../../message-event.ts';
import type { ToldEvent } from '../../told-event.ts';

/** A webhook as it is scheduled: what stays the same over its attempts. */
export interface Composed {
  readonly webhookId: string;
  /** What the receiver is to keep of it: that which is signed, with pseudonyms for numbers. */
  readonly event: ToldEvent;
  /** What each attempt is made of. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** The parties of a message, for the profile that names its user by number. */
export interface Numbers {
  /** E.164. */
  readonly from: string;
  readonly to: string;
}

/** One attempt of one webhook. */
export interface Attempt {
  readonly webhookId: string;
  readonly content: Uint8Array<ArrayBuffer>;
  /** From 1. */
  readonly number: number;
  readonly atMs: number;
}

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | string;
}

/** How a profile puts an event on the wire. */
export interface WireFormat {
  /** @param own the webhook's own randomness */
  compose(event: MessageEvent, numbers: Numbers, own: Random): Composed;
  /** An attempt, signed with the keys of its own time. */
  request(attempt: Attempt): SignedRequest;
  /** Whether a status means that the receiver has it. */
  acknowledges(status: number): boolean;
  /** `partner`: one queue, in order, whose head holds up everything behind it. */
  readonly queue: 'each' | 'partner';
  /**
   * Asked until it succeeded once, before the first attempt: whether the endpoint is the one that was configured.
   * @throws TypeError with a coded cause, as `fetch` does
   */
  readonly handshake?: (
    fetch: Fetch,
    secret: string,
  ) => Promise<{ readonly http_status: number; readonly verified: boolean; readonly headers: Headers }>;
}

/** Profiles that follow Standard Webhooks in this: any 2xx acknowledges. */
export const anySuccess = (status: number): boolean => status >= 200 && status < 300;

/** The id of a webhook that carries one in a header: drawn. */
export const drawnId = (own: Random): string => `msg_${Buffer.from(own.bytes(16)).toString('hex')}`;
