import { imdnContentType } from '../protocol/imdn.ts';
import { type CarriedMessage, groupAt } from './carried-message.ts';
import type { CarrierContext } from './context.ts';
import type { Delivery, Mode } from './delivery.ts';
import { failureReceipt } from './failure-receipt.ts';
import type { PlatformLog } from './platform-log.ts';
import type { Registrar } from './registrar.ts';
import { type StoreAndForward, storeAndForward } from './store-and-forward.ts';
import { type Device, deviceKey, type Subscribers } from './subscribers.ts';

/** What a fault does to a message that was accepted: nothing, lose it, hold it up, or change its bytes. */
export type Interference = 'carry' | 'drop' | { readonly delayMs: number } | { readonly cpim: Uint8Array };

/** What a rule may go by. */
export type InterferenceRule = (
  message: Pick<CarriedMessage, 'id' | 'from' | 'to' | 'contentType' | 'cpim'>,
) => Interference;

/** The way of accepted messages to phones or to another carrier. */
export interface Forwarding {
  /** To every device of the recipient, or to its `recipientDevice`. */
  forward(message: CarriedMessage): void;
  /** To the sender's other devices, as it is. */
  copy(message: CarriedMessage): void;
  /** A device is to be reached. */
  wake(device: Device): void;
  /** A device is gone: nothing is kept for it any more. */
  drop(device: Pick<Device, 'msisdn' | 'imei'>): void;
  /** The carrier restarted: attempts under way end, what is kept stays. */
  interrupt(): void;
  waiting(msisdn?: string): number;
  /** Adds a rule; the first that does not say `carry` is followed. Returns how to take it away. */
  interfere(rule: InterferenceRule): () => void;
}

export interface ForwardingOptions {
  readonly context: CarrierContext;
  readonly subscribers: Subscribers;
  readonly registrar: () => Registrar;
  readonly delivery: Delivery;
  readonly platform: PlatformLog;
}

type Failure = Parameters<Parameters<typeof storeAndForward>[0]['onFailed']>[1];

export function createForwarding(options: ForwardingOptions): Forwarding {
  const { context, subscribers, registrar, delivery, platform } = options;
  const { name, clock, journal, timers, interconnect } = context;
  const random = context.random.split('failure receipts');
  const rules = new Set<InterferenceRule>();
  /** By line: how the message that is under way there travels. */
  const modes = new Map<string, Mode>();
  const severally = severalDeliveries();

  /** The carrier of a number, or the host of a group. */
  const carrierFor = (to: string): string | undefined => groupAt(to)?.host ?? interconnect.ownerOf(to);
  const imeiOf = (line: string): string => line.slice(line.indexOf(' ') + 1);

  function failed(message: CarriedMessage, why: Failure, device?: string): void {
    const status = why === 'expired' ? 408 : why.status;
    const reason = why === 'expired' ? 'expired' : (why.mls ?? 'refused by the recipient');
    const { id, from, to } = message;
    const at = device === undefined ? {} : { device };
    journal.append('carrier.refused', { carrier: name, message_id: id, from, to, status, reason, ...at });
    // No receipts for receipts (RFC 5438 section 7.1.1.5), nor for copies to the sender's own devices.
    if (
      message.contentType === imdnContentType ||
      from === to ||
      groupAt(from) ||
      severally.ended(message, 'failed') === 'served'
    )
      return;
    const receipt = failureReceipt(message, why === 'expired' ? undefined : why.mls, clock.now(), random);
    platform.receipt(receipt);
    route(receipt);
  }

  const phones: StoreAndForward = storeAndForward({
    label: `carrier ${name} delivery`,
    clock,
    timers,
    attempt(message, line, number) {
      const binding = registrar().binding(line);
      if (!binding) return undefined;
      const attempt = delivery.toPhone(message, binding.node, number);
      modes.set(line, attempt.mode);
      return attempt;
    },
    onDone(message, line) {
      const mode = modes.get(line) ?? 'pager';
      severally.ended(message, 'served');
      const { id, to } = message;
      journal.append('carrier.delivered', { carrier: name, message_id: id, to, mode, device: imeiOf(line) });
    },
    onStored({ id, to }, line) {
      journal.append('carrier.stored', { carrier: name, message_id: id, to, device: imeiOf(line) });
    },
    onFailed: (message, why, line) => failed(message, why, imeiOf(line)),
  });

  const carriers: StoreAndForward = storeAndForward({
    label: `carrier ${name} interconnect`,
    clock,
    timers,
    attempt(message, _line, number) {
      const owner = carrierFor(message.to);
      return owner === undefined ? undefined : delivery.toCarrier(message, owner, number);
    },
    onDone(message) {
      const to_carrier = carrierFor(message.to) ?? 'unknown';
      journal.append('carrier.relayed', { carrier: name, message_id: message.id, to_carrier });
    },
    onStored({ id, to }) {
      journal.append('carrier.stored', { carrier: name, message_id: id, to });
    },
    onFailed: (message, why) => failed(message, why),
  });

  function route(message: CarriedMessage): void {
    if (interconnect.ownerOf(message.to) !== name) {
      carriers.add(message, message.to);
      return;
    }
    const { to, recipientDevice: only } = message;
    const devices = subscribers.receiving(to);
    const chosen = only === undefined ? devices : devices.filter(({ imei }) => imei === only);
    if (chosen.length > 1) severally.begin(message, chosen.length);
    for (const device of chosen) phones.add(message, deviceKey(device));
    if (chosen.length === 0) failed(message, { status: 404 });
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
    copy(message) {
      const { from, device } = message;
      const others = subscribers.receiving(from).filter(({ imei }) => imei !== device);
      for (const other of others) phones.add({ ...message, to: from }, deviceKey(other));
    },
    wake: (device) => phones.wake(deviceKey(device)),
    drop(device) {
      for (const message of phones.drop(deviceKey(device))) severally.ended(message, 'failed');
    },
    interrupt() {
      phones.interrupt();
      carriers.interrupt();
    },
    waiting(msisdn) {
      if (msisdn === undefined) return phones.waiting() + carriers.waiting();
      const own = subscribers.devices(msisdn).map((device) => phones.waiting(deviceKey(device)));
      return own.reduce((sum, some) => sum + some, carriers.waiting(msisdn));
    },
    interfere(rule) {
      rules.add(rule);
      return () => void rules.delete(rule);
    },
  };
}

/** Messages that go to several devices of one recipient: it failed only when it failed for all of them. */
function severalDeliveries() {
  const open = new Map<string, { left: number; served: boolean }>();
  return {
    begin({ from, to, id }: CarriedMessage, devices: number): void {
      open.set(`${from} ${to} ${id}`, { left: devices, served: false });
    },
    /** One device has it, or never will. Gives whether the recipient has it, or may still get it. */
    ended({ from, to, id }: CarriedMessage, how: 'served' | 'failed'): 'served' | 'failed' {
      if (open.size === 0) return how;
      const key = `${from} ${to} ${id}`;
      const entry = open.get(key);
      if (!entry) return how;
      entry.served ||= how === 'served';
      entry.left--;
      if (entry.left === 0) open.delete(key);
      return entry.served || entry.left > 0 ? 'served' : 'failed';
    },
  };
}
