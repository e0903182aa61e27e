import { canaryOf } from '../../kernel/canary.ts';
import { type Clock, timestamp } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Imdn } from '../../protocol/imdn.ts';
import { imdnContentType, parseImdn } from '../../protocol/imdn.ts';
import { mlsContentTypes } from '../../protocol/mls-control.ts';
import { ProtocolError } from '../../protocol/protocol-error.ts';
import type { CapturedMessage } from '../agent/captured-message.ts';
import type { Arrived } from './conveyance.ts';
import type { Encryption } from './encryption.ts';
import type { MessageStore } from './message-store.ts';
import { turnstile } from './turnstile.ts';

export interface ReceptionOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly phone: string;
  readonly store: MessageStore;
  readonly encryption: Encryption;
  readonly receipt: (peer: string, imdn: Imdn) => void;
  readonly receipted: (peer: string, imdn: Imdn) => void;
  readonly capture: (message: CapturedMessage) => void;
  readonly onChange: () => void;
}

/** What comes in, one message after the other in the order of arrival. */
export interface Reception {
  arrived(message: Arrived): void;
  /** Ciphertexts that wait for the Welcome of their group. */
  waiting(): number;
  /** The installation is gone, and what waited with it: it came, and nobody will ever open it. */
  end(): void;
}

/** How long a ciphertext waits for the Welcome of its group, ms: the two may overtake each other (RCC.16 clients use 3 s). */
const welcomeWindowMs = 3000;
/** Messages and receipts remembered by id, so that a second copy is not handled again. */
const rememberedIds = 4096;

export function reception(options: ReceptionOptions): Reception {
  const { clock, journal, phone, store, encryption } = options;
  const inTurn = turnstile();
  const handled = new Set<string>();
  const early = new Map<string, Arrived[]>();
  let ended = false;

  const problem = (doing: string, reason: string): void => {
    journal.append('handset.problem', { phone, doing, reason });
  };

  function firstCopy({ from, cpim }: Arrived): boolean {
    const key = `${from} ${cpim.messageId}`;
    if (handled.has(key)) return false;
    handled.add(key);
    if (handled.size > rememberedIds) handled.delete(handled.values().next().value ?? '');
    return true;
  }

  function keep({ from, cpim }: Arrived, body: string | undefined, encrypted: boolean): void {
    const id = cpim.messageId ?? '';
    const nowMs = clock.now();
    const sentAtMs = Date.parse(cpim.dateTime ?? timestamp(nowMs));
    const thread = store.threadWith(from, nowMs);
    const status = body === undefined ? 'undecryptable' : 'received';
    if (!store.add(thread.id, { id, direction: 'in', body: body ?? '', sentAtMs, status, encrypted }, nowMs)) return;
    if (body !== undefined)
      journal.append('handset.received', {
        phone,
        message_id: id,
        peer: from,
        encrypted,
        canary: canaryOf(body) ?? null,
      });
    options.capture({
      message_id: id,
      direction: 'in',
      peer: from,
      body: body ?? null,
      sent_at_ms: sentAtMs,
      version: 1,
    });
    const about = { messageId: id, dateTime: cpim.dateTime ?? timestamp(nowMs) };
    if (body !== undefined && cpim.dispositionNotification.includes('positive-delivery'))
      options.receipt(from, { ...about, status: 'delivered' });
    if (body === undefined && cpim.dispositionNotification.includes('negative-delivery')) {
      options.receipt(from, { ...about, status: 'failed', failure: { side: 'client', reason: 'failed-to-decrypt' } });
    }
    options.onChange();
  }

  async function ciphertext(message: Arrived, mayWait: boolean): Promise<void> {
    const { cpim, conversationId } = message;
    if (cpim.eraId === undefined || cpim.epochAuthenticator === undefined) return; // RCC.16: dropped silently, no receipt
    const id = cpim.messageId ?? '';
    const opened = await encryption.open(conversationId, id, cpim.body);
    if (opened.ok) return keep(message, Buffer.from(opened.body).toString(), true);
    if (opened.reason === 'no-group' && mayWait) return hold(message);
    journal.append('handset.undecryptable', { phone, message_id: id, peer: message.from, reason: opened.reason });
    keep(message, undefined, true);
  }

  /** Says that an invitation could not be used, e.g. because it is for the installation before: RCC.16, client code 13. */
  function refuse({ from, cpim }: Arrived): void {
    if (!cpim.dispositionNotification.includes('negative-delivery')) return;
    const { messageId = '', dateTime = timestamp(clock.now()) } = cpim;
    const failure = { side: 'client', reason: 'control-message-failed' } as const;
    options.receipt(from, { messageId, dateTime, status: 'failed', failure });
  }

  function hold(message: Arrived): void {
    const { conversationId } = message;
    const held = early.get(conversationId) ?? [];
    early.set(conversationId, [...held, message]);
    if (held.length > 0) return;
    clock.after(welcomeWindowMs, `${phone} waits for a Welcome`, () => release(conversationId, false));
  }

  /** Tries the ciphertexts that came before their group, in order. */
  async function release(conversationId: string, mayWait: boolean): Promise<void> {
    const held = early.get(conversationId) ?? [];
    early.delete(conversationId);
    for (const message of held) await inTurn(() => ciphertext(message, mayWait));
  }

  async function handle(message: Arrived): Promise<void> {
    const { cpim, from, conversationId } = message;
    switch (cpim.contentType.split(';')[0]?.trim().toLowerCase()) {
      case imdnContentType:
        return options.receipted(from, parseImdn(cpim.body));
      case mlsContentTypes.control:
        if ((await encryption.control(from, conversationId, cpim.body)) === 'not-joined') refuse(message);
        options.onChange();
        if (early.has(conversationId))
          clock.after(0, `${phone} tries early messages`, () => release(conversationId, true));
        return;
      case mlsContentTypes.application:
        return ciphertext(message, true);
      case 'text/plain':
        return keep(message, Buffer.from(cpim.body).toString(), false);
      default:
        return problem('receive a message', `content type ${cpim.contentType} is not known`);
    }
  }

  return {
    end() {
      ended = true;
      for (const { cpim, from } of [...early.values()].flat()) {
        const id = cpim.messageId ?? '';
        journal.append('handset.undecryptable', { phone, message_id: id, peer: from, reason: 'no-group' });
        const sent_at_ms = Date.parse(cpim.dateTime ?? timestamp(clock.now()));
        options.capture({ message_id: id, direction: 'in', peer: from, body: null, sent_at_ms, version: 1 });
      }
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
