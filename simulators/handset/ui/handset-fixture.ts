import type { Conversation, GroupFacts, GroupNotice, HandsetModel, Message, Party } from '../model.ts';

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

  const party = (msisdn: string): Party => ({ msisdn, name: state.names[msisdn] ?? '' });
  /** The owner of the phone does something to a group, and a notice says so. */
  const happens = (
    id: string,
    facts: Partial<GroupFacts> | ((group: GroupFacts) => Partial<GroupFacts>),
    { what, whom }: Pick<GroupNotice, 'what' | 'whom'>,
  ): void => {
    change(id, (known) => {
      if (known.group === undefined) return known;
      const notice = { atMs: state.now, what, by: party(own), whom, afterMessages: known.messages.length };
      const group = {
        ...known.group,
        ...(typeof facts === 'function' ? facts(known.group) : facts),
        notices: [...known.group.notices, notice],
      };
      return { ...known, group, peer: { ...known.peer, name: groupTitle(group.subject, group.members) } };
    });
  };

  return {
    name: 'ana',
    os,
    msisdn: own,
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
    createGroup(msisdns, subject = '') {
      const members = msisdns.map(party);
      const fresh: Conversation = {
        id: `g${state.conversations.length + 1}`,
        peer: { msisdn: `g${state.conversations.length + 1}`, name: groupTitle(subject, members) },
        messages: [],
        unread: 0,
        transport: state.transport,
        group: { subject, members, left: false, notices: [] },
      };
      set({ conversations: [fresh, ...state.conversations] });
      happens(fresh.id, {}, { what: 'created', whom: members });
      return find(fresh.id) ?? fresh;
    },
    addMembers(id, msisdns) {
      const whom = msisdns.map(party);
      happens(id, (group) => ({ members: [...group.members, ...whom] }), { what: 'added', whom });
    },
    removeMember(id, msisdn) {
      const members = (group: GroupFacts): Partial<GroupFacts> => ({
        members: group.members.filter((member) => member.msisdn !== msisdn),
      });
      happens(id, members, { what: 'removed', whom: [party(msisdn)] });
    },
    leaveGroup: (id) => happens(id, { left: true }, { what: 'left', whom: [] }),
    renameGroup: (id, subject) => happens(id, { subject }, { what: 'renamed', whom: [] }),
    setGroupIcon: (id, icon) => happens(id, { icon }, { what: 'icon-changed', whom: [] }),
    deleteMessage(id, messageId) {
      change(id, (known) => ({ ...known, messages: known.messages.filter((message) => message.id !== messageId) }));
    },
    endEncryption(id) {
      change(id, ({ encryption, ...known }) => ({
        ...known,
        transport: 'rcs',
        ...(encryption === undefined ? {} : { encryption: { ...encryption, health: 'DoneEndMls', ended: true } }),
      }));
      happens(id, {}, { what: 'encryption-ended', whom: [] });
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

const own = '+447700900001';

const groupTitle = (subject: string, members: readonly Party[]): string =>
  subject === '' ? members.map(({ name, msisdn }) => (name === '' ? msisdn : name)).join(', ') : subject;

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

/** A group of Ana's with Ben and Cy, with defaults for whatever a test does not care about. */
export function groupFixture(
  given: Parameters<typeof conversationFixture>[0] & { readonly facts?: Partial<GroupFacts> } = {},
): Conversation {
  const { facts, ...rest } = given;
  const group = { subject: 'Harbour walk', members: [ben, cy], left: false, notices: [], ...facts };
  const id = rest.id ?? 'g1';
  return conversationFixture({
    id,
    peer: { msisdn: id, name: groupTitle(group.subject, group.members) },
    ...rest,
    group,
  });
}

export const ana: Party = { msisdn: own, name: 'Ana' };
export const ben: Party = { msisdn: '+447700900002', name: 'Ben' };
export const cy: Party = { msisdn: '+447700900003', name: 'Cy' };
