import type { Conversation, HandsetModel, Message } from '../model.ts';

/** For tests only: a handset without a network, whose state is whatever the test says. */
export interface HandsetFixture extends HandsetModel {
  /** Changes something and tells the listeners. */
  set(change: Partial<FixtureState>): void;
  /** Lets time go by; clocks tell nobody. */
  advance(ms: number): void;
  /** A message from the other side, unread. */
  receive(conversationId: string, message: Partial<Message>): void;
  /** Conversations that were reported as read, in order. */
  readonly reads: readonly string[];
  readonly sent: readonly { readonly conversationId: string; readonly body: string }[];
}

export interface FixtureState {
  readonly now: number;
  readonly conversations: readonly Conversation[];
  readonly airplaneMode: boolean;
  readonly rcs: HandsetModel['rcs'];
  readonly e2ee: boolean;
  /** What a conversation that is opened anew travels as. */
  readonly transport: Conversation['transport'];
  readonly names: Readonly<Record<string, string>>;
}

/** 2026-11-22 16:40 UTC. */
export const fixtureNow = Date.UTC(2026, 10, 22, 16, 40);

export function handsetFixture(os: 'android' | 'ios', initial: Partial<FixtureState> = {}): HandsetFixture {
  const listeners = new Set<() => void>();
  const reads: string[] = [];
  const sent: { conversationId: string; body: string }[] = [];
  let serial = 0;
  let state: FixtureState = {
    now: fixtureNow,
    conversations: [],
    airplaneMode: false,
    rcs: { enabled: true, state: 'connected' },
    e2ee: true,
    transport: 'rcs-encrypted',
    names: {},
    ...initial,
  };
  const set = (change: Partial<FixtureState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const find = (id: string) => state.conversations.find((conversation) => conversation.id === id);
  const change = (id: string, to: (conversation: Conversation) => Conversation): void => {
    set({ conversations: state.conversations.map((known) => (known.id === id ? to(known) : known)) });
  };
  const append = (id: string, message: Partial<Message>, unread: number): void => {
    serial += 1;
    const fresh = { ...blankMessage(serial, state.now), ...message };
    change(id, (known) => ({ ...known, messages: [...known.messages, fresh], unread: known.unread + unread }));
  };

  return {
    name: 'ana',
    os,
    msisdn: '+447700900001',
    now: () => state.now,
    conversations: () => state.conversations,
    conversation: find,
    open(msisdn) {
      const known = state.conversations.find(({ peer }) => peer.msisdn === msisdn);
      if (known !== undefined) return known;
      const fresh: Conversation = {
        id: `c${state.conversations.length + 1}`,
        peer: { msisdn, name: state.names[msisdn] ?? '' },
        messages: [],
        unread: 0,
        transport: state.transport,
      };
      set({ conversations: [fresh, ...state.conversations] });
      return fresh;
    },
    send(conversationId, body) {
      sent.push({ conversationId, body });
      append(conversationId, { direction: 'out', body, status: 'sending' }, 0);
    },
    read(conversationId) {
      reads.push(conversationId);
      change(conversationId, (known) => ({ ...known, unread: 0 }));
    },
    get airplaneMode() {
      return state.airplaneMode;
    },
    setAirplaneMode: (airplaneMode) => set({ airplaneMode }),
    get rcs() {
      return state.rcs;
    },
    setRcs: (enabled) => set({ rcs: { enabled, state: enabled ? 'setting-up' : 'disconnected' } }),
    get e2ee() {
      return state.e2ee;
    },
    setE2ee: (e2ee) => set({ e2ee }),
    reinstall: () => set({ conversations: [] }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set,
    advance(ms) {
      state = { ...state, now: state.now + ms };
    },
    receive: (id, message) => append(id, message, 1),
    reads,
    sent,
  };
}

function blankMessage(serial: number, now: number): Message {
  return { id: `Mx${serial}`, direction: 'in', body: 'hello', sentAtMs: now, status: 'received', encrypted: true };
}

/** A conversation with defaults for whatever a test does not care about. */
export function conversationFixture(
  given: Partial<Omit<Conversation, 'messages'>> & { readonly messages?: readonly Partial<Message>[] },
): Conversation {
  return {
    id: 'c1',
    peer: { msisdn: '+447700900002', name: 'Alice' },
    unread: 0,
    transport: 'rcs-encrypted',
    ...given,
    messages: (given.messages ?? []).map((message, i) => ({
      ...blankMessage(i, fixtureNow - 60_000 * ((given.messages?.length ?? 0) - i)),
      id: `Mx-${given.id ?? 'c1'}-${i}`,
      ...message,
    })),
  };
}
