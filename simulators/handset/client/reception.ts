import { timestamp } from '../../kernel/clock.ts';
import { parseConferenceUri } from '../../protocol/conference-uri.ts';
import { fileInfoContentType } from '../../protocol/file-info.ts';
import { type GroupData, groupDataContentType, parseGroupData } from '../../protocol/group-data.ts';
import type { Imdn } from '../../protocol/imdn.ts';
import { imdnContentType, parseImdn } from '../../protocol/imdn.ts';
import { mlsContentTypes, parseServerBundle } from '../../protocol/mls-control.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import { msisdnOf } from '../../protocol/uri.ts';
import { type Address, groupAddressed, isGroupAddress } from './address.ts';
import { type ArrivedMessagesOptions, arrivedMessages } from './arrived-messages.ts';
import type { Arrived } from './conveyance.ts';
import type { Encryption } from './encryption.ts';
import { turnstile } from './turnstile.ts';

export interface ReceptionOptions extends Omit<ArrivedMessagesOptions, 'problem'> {
  readonly encryption: Encryption;
  readonly receipted: (peer: string, imdn: Imdn) => void;
  /** What a group's focus told was taken in. */
  readonly onGroup: (data: GroupData) => void;
  /** A member of a group sent the keys of its name or picture. */
  readonly onKeys: (groupId: string, body: Uint8Array) => void;
}

/** What comes in, one message after the other in the order of arrival. */
export interface Reception {
  arrived(message: Arrived): void;
  /** Ciphertexts that wait for the Welcome of their group. */
  waiting(): number;
  /** The installation is gone, and what waited with it: it came, and nobody will ever open it. */
  end(): void;
}

interface Held {
  readonly message: Arrived;
  readonly address: Address;
}

/** How long a ciphertext waits for the Welcome of its group, ms: the two may overtake each other (RCC.16 clients use 3 s). */
const welcomeWindowMs = 3000;
/** Messages and receipts remembered by id, so that a second copy is not handled again. */
const rememberedIds = 4096;
/** Ciphertexts of one conversation that wait for a Welcome or for recovery: more are shown as unreadable at once. */
const heldMessages = 256;

export function reception(options: ReceptionOptions): Reception {
  const { clock, journal, phone, msisdn, store, encryption, groups } = options;
  const inTurn = turnstile();
  const handled = new Set<string>();
  const early = new Map<string, Held[]>();
  let ended = false;

  const problem = (doing: string, reason: string): void => {
    journal.append('handset.problem', { phone, doing, reason });
  };
  const kept = arrivedMessages({ ...options, problem });

  function firstCopy({ from, cpim }: Arrived): boolean {
    const key = `${from} ${cpim.messageId}`;
    if (handled.has(key)) return false;
    handled.add(key);
    if (handled.size > rememberedIds) handled.delete(handled.values().next().value ?? '');
    return true;
  }

  /** The conversation that a message belongs to: a group, or the other of the two; nothing for what makes no sense. */
  function addressOf({ from, cpim, conversationId }: Arrived): Address | undefined {
    const group = groupAddressed(cpim);
    const known = encryption.addressOf(conversationId);
    if (group && known !== undefined && !isGroupAddress(known)) return known; // of two, by its MLS group's URI
    if (group) {
      groups.learn({ ...group, members: [], knownSinceMs: clock.uptimeMs() });
      return groups.get(group.id) && group.id;
    }
    return from === msisdn ? msisdnOf(cpim.to) : from;
  }

  /** Resolves to whether the message should wait: its group, or what is missing of it, may still come. */
  async function ciphertext(message: Arrived, address: Address, mayWait: boolean): Promise<boolean> {
    const { cpim, conversationId } = message;
    if (cpim.eraId === undefined || cpim.epochAuthenticator === undefined) return false; // RCC.16: dropped silently
    const id = cpim.messageId ?? '';
    const claim = { era: cpim.eraId, epochAuthenticator: cpim.epochAuthenticator };
    const opened = await encryption.open(conversationId, id, cpim.body, claim);
    // Whom the carrier names says nothing: the leaf that signed it does.
    if (opened.ok && opened.sender !== message.from) kept.unreadable(message, address, 'invalid-credential');
    else if (opened.ok && opened.contentType === fileInfoContentType) options.onKeys(address, opened.body);
    else if (opened.ok) kept.keep(message, address, Buffer.from(opened.body).toString(), true, opened.resent?.original);
    else if (opened.recoverable && mayWait) return true;
    else kept.unreadable(message, address, opened.reason, opened.resent?.original);
    return false;
  }

  /** Says that an invitation could not be used, e.g. because it is for the installation before: RCC.16, client code 13. */
  function refuse({ from, cpim }: Arrived): void {
    if (!cpim.dispositionNotification.includes('negative-delivery') || from === msisdn) return;
    const { messageId = '', dateTime = timestamp(clock.now()) } = cpim;
    const failure = { side: 'client', reason: 'control-message-failed' } as const;
    options.receipt(from, { messageId, dateTime, status: 'failed', failure });
  }

  async function encrypted(message: Arrived, address: Address): Promise<void> {
    const { conversationId } = message;
    if (!(await ciphertext(message, address, true))) return;
    const held = early.get(conversationId) ?? [];
    if (held.length >= heldMessages) return void ciphertext(message, address, false);
    early.set(conversationId, [...held, { message, address }]);
    if (held.length === 0)
      clock.after(welcomeWindowMs, `${phone} waits for a Welcome`, () => recover(conversationId, address));
  }

  /** What waited is tried again; what still cannot be read waits for recovery, once. */
  async function recover(conversationId: string, address: Address): Promise<void> {
    await release(conversationId, true);
    if (ended || !early.has(conversationId)) return;
    await encryption.healing.needed(address, conversationId, 'a message cannot be opened');
    if (!ended) await release(conversationId, false);
  }

  /** Tries the ciphertexts that came before their group, in order. */
  async function release(conversationId: string, mayWait: boolean): Promise<void> {
    const held = early.get(conversationId) ?? [];
    early.delete(conversationId);
    const left: Held[] = [];
    for (const each of held) {
      if (await inTurn(() => ciphertext(each.message, each.address, mayWait))) left.push(each);
    }
    if (left.length > 0) early.set(conversationId, [...left, ...(early.get(conversationId) ?? [])]);
  }

  /** A group's conference focus tells who is in it. */
  function groupData({ cpim, from }: Arrived): void {
    const host = parseConferenceUri(cpim.from)?.carrier;
    const data = parseGroupData(cpim.body);
    if (host === undefined || data.groupId !== from) {
      problem('receive group data', 'it is not from its group');
      return;
    }
    const nowMs = clock.now();
    const thread = store.threadWith(data.groupId, nowMs);
    if (groups.told(data, host, { nowMs, uptimeMs: clock.uptimeMs(), afterMessages: thread.messages.length }))
      options.onGroup(data);
    options.onChange();
  }

  /** What was missed, since this phone asked; or, unasked, whom the focus wants removed. */
  async function serverBundle({ cpim, from, conversationId }: Arrived): Promise<void> {
    const messages = parseServerBundle(cpim.body);
    const { eraId, epochAuthenticator } = cpim;
    const told = eraId !== undefined && epochAuthenticator !== undefined;
    const claim = told ? { claim: { era: eraId, epochAuthenticator } } : {};
    if (encryption.healing.bundle(conversationId, { messages, ...claim })) return;
    if (from === conversationId) await encryption.asked(conversationId, messages);
    else problem('receive a server bundle', 'nobody asked for it');
  }

  async function handle(message: Arrived): Promise<void> {
    const { cpim, from, conversationId } = message;
    const type = cpim.contentType.split(';')[0]?.trim().toLowerCase();
    if (type === groupDataContentType) return groupData(message);
    if (type === mlsContentTypes.server) {
      await serverBundle(message);
      return options.onChange();
    }
    if (type === imdnContentType) return from === msisdn ? undefined : options.receipted(from, parseImdn(cpim.body));
    const address = addressOf(message);
    if (address === undefined) return problem('receive a message', 'it belongs to no conversation');
    switch (type) {
      case mlsContentTypes.control:
        if ((await encryption.control(address, conversationId, cpim, from)) === 'not-joined') refuse(message);
        options.onChange();
        if (early.has(conversationId))
          clock.after(0, `${phone} tries early messages`, () => release(conversationId, true));
        return;
      case mlsContentTypes.application:
        return encrypted(message, address);
      case 'text/plain':
        return kept.keep(message, address, Buffer.from(cpim.body).toString(), false);
      default:
        return problem('receive a message', `content type ${cpim.contentType} is not known`);
    }
  }

  return {
    end() {
      ended = true;
      for (const { message, address } of [...early.values()].flat()) kept.neverOpened(message, address);
      early.clear();
    },
    arrived(message) {
      if (ended) return;
      if (message.cpim.messageId === undefined) return problem('receive a message', 'it has no imdn.Message-ID');
      if (!firstCopy(message)) return;
      inTurn(() => handle(message)).catch((error: unknown) => {
        if (!(error instanceof ProtocolError)) throw error;
        problem('receive a message', error.message);
      });
    },
    waiting: () => [...early.values()].reduce((sum, held) => sum + held.length, 0),
  };
}
