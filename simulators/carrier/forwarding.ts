import { imdnContentType } from '../protocol/imdn.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { CarrierContext } from './context.ts';
import type { Delivery, Mode } from './delivery.ts';
import { failureReceipt } from './failure-receipt.ts';
import type { PlatformLog } from './platform-log.ts';
import type { Registrar } from './registrar.ts';
import { type StoreAndForward, storeAndForward } from './store-and-forward.ts';

/** What a fault does to a message that was accepted: nothing, lose it, hold it up, or change its bytes. */
export type Interference = 'carry' | 'drop' | { readonly delayMs: number } | { readonly cpim: Uint8Array };

/** What a rule may go by. */
export type InterferenceRule = (
  message: Pick<CarriedMessage, 'id' | 'from' | 'to' | 'contentType' | 'cpim'>,
) => Interference;

/** The way of accepted messages to a phone or to another carrier. */
export interface Forwarding {
  forward(message: CarriedMessage): void;
  /** A subscriber's phone is to be reached. */
  wake(msisdn: string): void;
  /** The carrier restarted: attempts under way end, what is kept stays. */
  interrupt(): void;
  waiting(msisdn?: string): number;
  /** Adds a rule; the first that does not say `carry` is followed. Returns how to take it away. */
  interfere(rule: InterferenceRule): () => void;
}

export interface ForwardingOptions {
  readonly context: CarrierContext;
  readonly registrar: () => Registrar;
  readonly delivery: Delivery;
  readonly platform: PlatformLog;
}

export function createForwarding({ context, registrar, delivery, platform }: ForwardingOptions): Forwarding {
  const { name, clock, journal, timers, interconnect } = context;
  const random = context.random.split('failure receipts');
  const rules = new Set<InterferenceRule>();
  const modes = new Map<string, Mode>();
  const modeKey = ({ from, to, id }: CarriedMessage): string => `${from} ${to} ${id}`;

  const onStored = ({ id, to }: CarriedMessage): void => {
    journal.append('carrier.stored', { carrier: name, message_id: id, to });
  };

  const onFailed: Parameters<typeof storeAndForward>[0]['onFailed'] = (message, why) => {
    const status = why === 'expired' ? 408 : why.status;
    const reason = why === 'expired' ? 'expired' : (why.mls ?? 'refused by the recipient');
    journal.append('carrier.refused', {
      carrier: name,
      message_id: message.id,
      from: message.from,
      to: message.to,
      status,
      reason,
    });
    if (message.contentType === imdnContentType) return; // no receipts for receipts (RFC 5438 section 7.1.1.5)
    const receipt = failureReceipt(message, why === 'expired' ? undefined : why.mls, clock.now(), random);
    platform.receipt(receipt);
    route(receipt);
  };

  const phones: StoreAndForward = storeAndForward({
    label: `carrier ${name} delivery`,
    clock,
    timers,
    attempt(message, number) {
      const binding = registrar().binding(message.to);
      if (!binding) return undefined;
      const attempt = delivery.toPhone(message, binding.node, number);
      modes.set(modeKey(message), attempt.mode);
      return attempt;
    },
    onDone(message) {
      const mode = modes.get(modeKey(message)) ?? 'pager';
      modes.delete(modeKey(message));
      journal.append('carrier.delivered', { carrier: name, message_id: message.id, to: message.to, mode });
    },
    onStored,
    onFailed(message, why) {
      modes.delete(modeKey(message));
      onFailed(message, why);
    },
  });

  const carriers: StoreAndForward = storeAndForward({
    label: `carrier ${name} interconnect`,
    clock,
    timers,
    attempt(message, number) {
      const owner = interconnect.ownerOf(message.to);
      return owner === undefined ? undefined : delivery.toCarrier(message, owner, number);
    },
    onDone(message) {
      const to_carrier = interconnect.ownerOf(message.to) ?? 'unknown';
      journal.append('carrier.relayed', { carrier: name, message_id: message.id, to_carrier });
    },
    onStored,
    onFailed,
  });

  function route(message: CarriedMessage): void {
    if (interconnect.ownerOf(message.to) === name) phones.add(message);
    else carriers.add(message);
  }

  function forward(message: CarriedMessage): void {
    let interference: Interference = 'carry';
    for (const rule of rules) {
      interference = rule(message);
      if (interference !== 'carry') break;
    }
    if (interference === 'carry') route(message);
    else if (interference === 'drop') return;
    else if ('cpim' in interference) route({ ...message, cpim: interference.cpim });
    else clock.after(interference.delayMs, `carrier ${name} held up`, () => route(message));
  }

  return {
    forward,
    wake: (msisdn) => phones.wake(msisdn),
    interrupt() {
      phones.interrupt();
      carriers.interrupt();
    },
    waiting: (msisdn) => phones.waiting(msisdn) + carriers.waiting(msisdn),
    interfere(rule) {
      rules.add(rule);
      return () => void rules.delete(rule);
    },
  };
}
