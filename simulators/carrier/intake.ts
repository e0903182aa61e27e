import type { Clock } from '../kernel/clock.ts';
import { imdnContentType } from '../protocol/imdn.ts';
import { mlsContentTypes } from '../protocol/mls-control.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { Conference } from './conference.ts';
import type { CarrierContext } from './context.ts';
import type { Mode } from './delivery.ts';
import type { Focus } from './focus.ts';
import type { Forwarding } from './forwarding.ts';
import type { GroupControl } from './group-control.ts';
import { createGroupIntake } from './group-intake.ts';
import type { OutgoingRequests } from './outgoing.ts';
import type { PlatformLog } from './platform-log.ts';
import { type Groups, uriOf } from './rcs-group.ts';
import { decisionIn, mlsRefusal, type Refusal, refusal, throttled } from './refusal.ts';
import type { Subscribers } from './subscribers.ts';

/** Where a carrier takes responsibility for messages, or does not. */
export interface Intake {
  /** From one of the carrier's own phones. Resolves to why not, or to nothing once it is accepted. */
  fromPhone(message: CarriedMessage, mode: Mode): Promise<Refusal | undefined>;
  /** From another carrier, in the name of one of its subscribers. */
  fromCarrier(message: CarriedMessage, carrier: string): Promise<Refusal | undefined>;
  /** What can be said of a recipient before any message: nothing when it is one. */
  check(envelope: Pick<CarriedMessage, 'from' | 'to' | 'group'>): Refusal | undefined;
  /** The carrier restarted: what was being decided is not known any more, what was decided is. */
  interrupt(): void;
}

export interface IntakeOptions {
  readonly context: CarrierContext;
  readonly subscribers: Subscribers;
  readonly focus: Focus;
  readonly forwarding: Forwarding;
  readonly groups: Groups;
  readonly conference: Conference;
  readonly groupControl: GroupControl;
  readonly checkRecipient: (msisdn: string) => Refusal | undefined;
  readonly platform: PlatformLog;
  readonly requests: OutgoingRequests;
  readonly throttledS: () => number | undefined;
}

export function createIntake(options: IntakeOptions): Intake {
  const { context, subscribers, focus, forwarding, groups, platform, requests, checkRecipient } = options;
  const { name, clock, journal, timers, interconnect, sip } = context;
  const once = onceEach(clock, timers.duplicateMs);

  /** Asks another carrier's Conversation Focus for its decision. */
  async function ask(carrier: string, message: CarriedMessage): Promise<Refusal | undefined> {
    const { outcome, cancel } = sip.request(carrier, requests.relayed(message, 1));
    const timer = clock.after(timers.proxyMs, `carrier ${name} asks the focus`, cancel);
    const response = await outcome;
    timer.cancel();
    return response?.status === 200 ? undefined : decisionIn(response);
  }

  function accept(message: CarriedMessage, mode: Mode): void {
    journal.append('carrier.accepted', {
      carrier: name,
      message_id: message.id,
      from: message.from,
      to: message.to,
      mode,
      content_type: message.contentType,
      bytes: message.cpim.length,
      era: message.era ?? null,
      epoch_authenticator: message.epochAuthenticator ?? null,
      ...(message.group && { group_id: message.group.id }),
    });
    platform.sent(message);
    observe(message);
  }

  function observe(message: CarriedMessage): void {
    if (message.contentType === imdnContentType) platform.receipt(message);
    else if (message.contentType === mlsContentTypes.application) focus.witness(message);
  }

  /** What is addressed to the MLS group of a 1:1, as its focus's bundles are from there, is for the other of the two. */
  function toPeer(message: CarriedMessage): CarriedMessage {
    const { group: reference, ...rest } = message;
    const pair = reference && !groups.get(reference.id) ? focus.pair(reference.id) : undefined;
    const to = pair?.includes(message.from) ? pair.find((one) => one !== message.from) : undefined;
    return to === undefined ? message : { ...rest, to };
  }

  /** The same, where the focus is another carrier's. */
  async function toPeerElsewhere(message: CarriedMessage, host: string): Promise<Refusal | undefined> {
    const reference = { id: message.conversationId, host };
    const answer = await ask(host, { ...message, to: uriOf(reference), group: reference });
    if (answer) return answer;
    focus.relayed(message);
    forwarding.copy(message);
    return undefined;
  }

  async function decideForPhone(given: CarriedMessage, mode: Mode): Promise<Refusal | undefined> {
    const waitS = options.throttledS();
    if (waitS !== undefined) return throttled(waitS);
    const message = toPeer(given);
    const host = message.group && !groups.get(message.group.id) ? focus.elsewhere(message.group.id) : undefined;
    if (host !== undefined && message.contentType === mlsContentTypes.control) return toPeerElsewhere(message, host);
    if (message.group) return group.fromPhone(message, mode);
    const refused = checkRecipient(message.to);
    if (refused) return refused;
    if (message.contentType !== mlsContentTypes.control) {
      accept(message, mode);
      forwarding.forward(message);
      forwarding.copy(message);
      return undefined;
    }
    const ordering = focus.order(message, 'phone');
    if ('askCarrier' in ordering) {
      const answer = await ask(ordering.askCarrier, message);
      if (answer) return answer;
      focus.relayed(message);
      accept(message, mode);
      forwarding.copy(message); // the focus's carrier sees to its delivery
      return undefined;
    }
    if (!ordering.accepted) return ordering.refusal;
    if (ordering.decision.kind === 'repeated') return undefined; // the same commit under another message id: it is on its way
    accept(message, mode);
    forwarding.forward({ ...message, orderedBy: name });
    forwarding.copy(message);
    return undefined;
  }

  function decideForCarrier(given: CarriedMessage, carrier: string): Refusal | undefined {
    const message = toPeer(given);
    const fromHost = message.group?.host === carrier; // vouches for members of other carriers
    if (!fromHost && interconnect.ownerOf(message.from) !== carrier) return refusal(403, 'wrong-identity');
    if (message.group?.host === name) return group.toHost(message);
    if (interconnect.ownerOf(message.to) !== name || subscribers.devices(message.to).length === 0)
      return refusal(404, 'unknown-subscriber');
    if (message.group) {
      group.fromHost(message);
      return undefined;
    }
    if (message.contentType === mlsContentTypes.control) {
      if (message.orderedBy === undefined) {
        const ordering = focus.order(message, 'carrier');
        if ('askCarrier' in ordering) return mlsRefusal('mls-group-not-found');
        if (!ordering.accepted) return ordering.refusal;
        if (ordering.decision.kind === 'repeated') return undefined;
        forwarding.forward({ ...message, orderedBy: name });
        return undefined;
      }
      const refused = focus.yieldTo(carrier, message);
      if (refused) return refused;
    } else observe(message);
    forwarding.forward(message);
    return undefined;
  }

  const group = createGroupIntake({
    context,
    groups,
    conference: options.conference,
    control: options.groupControl,
    encrypted: (groupId) => focus.group(groupId)?.ended === false,
    forwarding,
    accept,
    ask,
    witness: (message) => focus.witness(message),
  });

  function logRefusal(message: CarriedMessage, refused: Refusal | undefined): Refusal | undefined {
    if (!refused) return undefined;
    const { id, from, to } = message;
    const { status, text } = refused;
    journal.append('carrier.refused', { carrier: name, message_id: id, from, to, status, reason: text });
    return refused;
  }

  return {
    check({ from, to, group: reference }) {
      if (!reference) return checkRecipient(to);
      const pairwise = focus.pair(reference.id) ?? focus.elsewhere(reference.id);
      return pairwise === undefined ? group.check({ from, group: reference }) : undefined;
    },
    fromPhone: (message, mode) =>
      once.run(message, async () => logRefusal(message, await decideForPhone(message, mode))),
    fromCarrier: (message, carrier) =>
      once.run(message, () => Promise.resolve(logRefusal(message, decideForCarrier(message, carrier)))),
    interrupt: () => once.forgetUndecided(),
  };
}

/** Decides about each message once: a copy, by message id, waits for the decision or gets it again. A refusal is not kept. */
function onceEach(clock: Clock, rememberMs: number) {
  const decisions = new Map<
    string,
    { readonly atMs: number; readonly decision: Promise<Refusal | undefined>; decided: boolean }
  >();

  function forgetOld(): void {
    for (const [key, { atMs }] of decisions) {
      if (atMs + rememberMs > clock.now()) return;
      decisions.delete(key);
    }
  }

  return {
    run(message: CarriedMessage, decide: () => Promise<Refusal | undefined>): Promise<Refusal | undefined> {
      // Where another carrier's question and its own delivery of one commit could meet, they are two things.
      const key = `${message.from} ${message.to} ${message.id} ${message.orderedBy ?? ''}`;
      const known = decisions.get(key);
      if (known) return known.decision;
      forgetOld();
      const entry = { atMs: clock.now(), decision: decide(), decided: false };
      decisions.set(key, entry);
      void entry.decision.then((refused) => {
        entry.decided = true;
        if (refused && decisions.get(key) === entry) decisions.delete(key);
      });
      return entry.decision;
    },
    forgetUndecided(): void {
      for (const [key, { decided }] of decisions) if (!decided) decisions.delete(key);
    },
  };
}
