import { canaryShape } from '../../simulators/kernel/canary.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { Cast } from './cast.ts';
import { type Fanned, fanReader, statusWords } from './fans.ts';
import { deedWords, healingReader } from './healing.ts';
import { carrierLane, phoneLane } from './lanes.ts';
import type { Mark, Tone } from './model.ts';

/** What one entry adds to the picture. */
export type Drawn =
  | { readonly draw: 'mark'; readonly mark: Mark }
  /** A leg of a way: `way` names what travels, so that its legs become one arrow. */
  | {
      readonly draw: 'leg';
      readonly way: string;
      readonly from: string;
      readonly to: string;
      readonly text: string;
      readonly tone: Tone;
      readonly message: number | null;
    }
  | Fanned
  | { readonly draw: 'band'; readonly text: string; readonly tone: Tone };

/** Reads entry by entry what a person wants to see of it; most entries are not drawn. */
export function eventReader(cast: Cast): (entry: JournalEntry) => readonly Drawn[] {
  /** What each phone was last seen to show of each message. */
  const shown = new Map<string, string>();
  const registered = new Set<string>();
  /** What travels as an arrow: receipts, which the carriers tell of by themselves, do not. */
  const travelling = new Set<string>();
  const fans = fanReader(cast);
  const healing = healingReader(cast);

  const note = (lane: string, text: string, tone: Tone, message: number | null = null): Drawn[] => [
    { draw: 'mark', mark: { lane, look: 'note', lines: [text], tone, message } },
  ];
  const number = (messageId: string): number | null => cast.number(messageId) ?? null;

  const kept = (id: string): string => (cast.isReceipt(id) ? 'a receipt' : cast.isKeys(id) ? 'keys' : 'it');

  function screen(phone: string, bubbles: Extract<JournalEntry, { kind: 'ui.shown' }>['data']['bubbles']): Drawn[] {
    return bubbles.flatMap(({ direction, body, status }): Drawn[] => {
      const message = cast.numberIn(body) ?? null;
      const key = `${phone} ${direction} ${message ?? body}`;
      const now = direction === 'in' && status !== 'undecryptable' ? body : (status ?? '');
      if (shown.get(key) === now) return [];
      shown.set(key, now);
      const lane = phoneLane(phone);
      if (status === 'undecryptable') return note(lane, 'shows what it cannot decrypt', 'bad', message);
      if (direction === 'in') {
        const typed = message === null ? undefined : cast.typed(message);
        const other = typed !== undefined && typed !== body;
        const lines = other ? ['shows another text', fromDifference(body, typed)] : ['shows', body];
        return [{ draw: 'mark', mark: { lane, look: 'bubble', lines, tone: other ? 'bad' : 'good', message } }];
      }
      if (status === null) return [];
      const words = status === 'displayed' ? 'read' : status;
      return note(lane, `shows “${words}”`, status === 'failed' ? 'bad' : 'quiet', message);
    });
  }

  return (entry) => {
    const fanned = fans(entry);
    if (fanned !== undefined) return [...fanned, ...read(entry, true)];
    return read(entry, false);
  };

  /** `fanned`: its way is drawn already. */
  function read({ kind, data }: JournalEntry, fanned: boolean): readonly Drawn[] {
    switch (kind) {
      case 'ui.grouped':
        return note(phoneLane(data.phone), deedWords(data, cast), data.did === 'encryption-ended' ? 'bad' : 'plain');
      case 'mls.health':
      case 'mls.fork':
      case 'mls.resent':
      case 'mls.forgotten':
      case 'carrier.caught_up':
      case 'carrier.revoked':
        return healing({ kind, data } as JournalEntry);
      case 'ui.sent':
        return [
          {
            draw: 'mark',
            mark: {
              lane: phoneLane(data.phone),
              look: 'bubble',
              lines: ['writes', data.body],
              tone: 'plain',
              message: cast.numberIn(data.canary) ?? null,
            },
          },
        ];
      case 'ui.shown':
        return screen(data.phone, data.bubbles);
      case 'ui.switched':
        return [
          {
            draw: 'mark',
            mark: {
              lane: phoneLane(data.phone),
              look: 'fault',
              lines: [switchWords(data.setting, data.on)],
              tone: (data.setting === 'airplane') === data.on ? 'bad' : 'good',
              message: null,
            },
          },
        ];
      case 'carrier.accepted': {
        if (fanned) return [];
        const from = cast.lane(data.from);
        const message = number(data.message_id);
        if (from === undefined || (message === null && data.content_type.includes('imdn'))) return [];
        travelling.add(data.message_id);
        const encrypted = data.content_type.startsWith('message/mls');
        const text = message === null ? 'MLS: welcome, commit' : encrypted ? 'encrypted' : 'not encrypted';
        return [
          {
            draw: 'leg',
            way: data.message_id,
            from,
            to: carrierLane(data.carrier),
            text,
            tone: message === null ? 'quiet' : encrypted ? 'plain' : 'bad',
            message,
          },
        ];
      }
      case 'carrier.relayed':
        if (fanned) return [];
        if (!travelling.has(data.message_id)) return [];
        return [
          {
            draw: 'leg',
            way: data.message_id,
            from: carrierLane(data.carrier),
            to: carrierLane(data.to_carrier),
            text: '',
            tone: 'plain',
            message: number(data.message_id),
          },
        ];
      case 'carrier.delivered': {
        if (fanned) return [];
        const to = cast.lane(data.to);
        if (to === undefined || !travelling.has(data.message_id)) return [];
        const message = number(data.message_id);
        return [
          {
            draw: 'leg',
            way: data.message_id,
            from: carrierLane(data.carrier),
            to,
            text: message === null ? 'MLS: welcome, commit' : 'handed over',
            tone: message === null ? 'quiet' : 'plain',
            message,
          },
        ];
      }
      case 'carrier.stored':
        return note(
          carrierLane(data.carrier),
          `keeps ${kept(data.message_id)} for ${cast.name(data.to)}`,
          'plain',
          number(data.message_id),
        );
      case 'carrier.refused':
        return note(
          carrierLane(data.carrier),
          data.reason in commitReasons ? commitRefusedWords(data.reason) : `refuses: ${data.status} ${data.reason}`,
          'bad',
          data.message_id === null ? null : number(data.message_id),
        );
      case 'carrier.imdn': {
        if (fanned) return [];
        const from = cast.lane(data.from);
        const to = cast.lane(data.to);
        if (from === undefined || to === undefined) return [];
        const text = `receipt: ${statusWords[data.status]}`;
        const way = `${cast.original(data.message_id)} ${data.status}`;
        const message = number(data.message_id);
        const carrier = carrierLane(data.carrier);
        return [
          { draw: 'leg', way, from, to: carrier, text, tone: data.status === 'failed' ? 'bad' : 'good', message },
        ];
      }
      case 'handset.status': {
        if (data.status === 'failed') return note(phoneLane(data.phone), 'failed', 'bad', number(data.message_id));
        if (fanned || (data.status !== 'delivered' && data.status !== 'displayed')) return [];
        const carrier = cast.carrierOf(data.phone);
        if (carrier === undefined) return [];
        return [
          {
            draw: 'leg',
            way: `${cast.original(data.message_id)} ${data.status}`,
            from: carrierLane(carrier),
            to: phoneLane(data.phone),
            text: `receipt: ${statusWords[data.status]}`,
            tone: 'good',
            message: number(data.message_id),
          },
        ];
      }
      case 'carrier.claimed':
        return data.last_resort ? note(carrierLane(data.carrier), 'last-resort KeyPackage given out', 'plain') : [];
      case 'carrier.commit':
        return data.accepted ? [] : note(carrierLane(data.carrier), commitRefusedWords(data.reason), 'quiet');
      case 'handset.received':
        return data.encrypted ? [] : note(phoneLane(data.phone), 'arrived unencrypted', 'bad', number(data.message_id));
      case 'handset.undecryptable':
        return note(phoneLane(data.phone), undecryptableWords(data.reason), 'bad', number(data.message_id));
      case 'handset.problem':
        return note(phoneLane(data.phone), problemWords(data.doing, data.reason), 'quiet');
      case 'handset.reinstalled':
        return note(phoneLane(data.phone), 'reinstalled: all keys are new', 'bad');
      case 'handset.registered': {
        const again = registered.has(data.phone);
        registered.add(data.phone);
        return again ? note(phoneLane(data.phone), 'on the air again', 'quiet') : [];
      }
      case 'handset.unregistered':
        return note(phoneLane(data.phone), `off the air: ${data.reason}`, 'quiet');
      case 'mls.epoch':
        return [
          {
            draw: 'mark',
            mark: {
              lane: phoneLane(data.phone),
              look: 'epoch',
              lines: [`era ${data.era} epoch ${data.epoch}, ${epochWords[data.by]}`],
              tone: 'plain',
              message: null,
            },
          },
        ];
      case 'webhook.received': {
        const of = cast.webhook(data.webhook_id);
        const text = `${of?.keys === true ? 'group’s keys: ' : ''}${data.status} ${data.duplicate ? 'again' : 'reported'}`;
        const tone = data.duplicate || of?.keys === true ? 'quiet' : 'plain';
        return note('webhooks', text, tone, of?.message ?? null);
      }
      case 'webhook.attempt': {
        if (data.http_status !== null && data.http_status < 300) return [];
        const of = cast.webhook(data.webhook_id);
        const why = data.http_status === null ? errorWords(data.error) : String(data.http_status);
        const next = data.next_ms === null ? '' : `, next ${seconds(data.next_ms)}`;
        return note('webhooks', `${of?.status ?? '?'}: ${why}${next}`, 'bad', of?.message ?? null);
      }
      case 'webhook.abandoned': {
        const of = cast.webhook(data.webhook_id);
        return note('webhooks', `${of?.status ?? '?'}: given up`, 'bad', of?.message ?? null);
      }
      case 'webhook.replayed': {
        const of = cast.webhook(data.webhook_id);
        return note('webhooks', `${of?.status ?? '?'}: asked for again`, 'quiet', of?.message ?? null);
      }
      case 'webhook.alert': {
        const tone = data.alert === 'recovered' ? 'quiet' : 'bad';
        return note('webhooks', `alert: ${data.alert} after ${data.failed_attempts} failed attempts`, tone, null);
      }
      case 'webhook.refused':
        return note('webhooks', `refused: ${data.reason}`, 'bad');
      case 'archive.stored': {
        const text = `${cast.name(data.custodian)}’s copy${data.version > 1 ? ` v${data.version}` : ''}${data.duplicate ? ' again' : ''}`;
        return note('archive', text, data.duplicate ? 'quiet' : 'plain', number(data.message_id));
      }
      case 'archive.upload': {
        if (data.http_status !== null && data.http_status < 300) return [];
        const why = data.http_status === null ? errorWords(data.error) : String(data.http_status);
        return note('archive', `${data.phone}’s copy: ${why}`, 'bad', number(data.message_id));
      }
      case 'archive.refused':
        return note('archive', `refused: ${data.reason}`, 'bad');
      case 'world.settled':
        return [
          {
            draw: 'band',
            text: data.quiet
              ? 'everything is mended and everything has arrived; what is missing now is missing'
              : 'everything is mended, and something is still on its way after the longest wait',
            tone: data.quiet ? 'quiet' : 'bad',
          },
        ];
      case 'world.crashed':
        return [{ draw: 'band', text: `the simulator itself failed: ${data.label}: ${data.error}`, tone: 'bad' }];
      case 'subject.error':
        return [{ draw: 'band', text: `the archive could not answer ${data.operation}: ${data.reason}`, tone: 'bad' }];
      default:
        return [];
    }
  }
}

const undecryptableWords = (reason: string): string =>
  reason === 'failed-to-decrypt' ? 'cannot decrypt it' : `cannot decrypt: ${reason}`;

/** What a carrier refused of a control message is told by the phone, too: labels are short. */
function problemWords(doing: string, reason: string): string {
  return doing === 'control message' && reason.startsWith('control-message-failed')
    ? 'control message refused'
    : doing === 'commit' && reason in commitReasons
      ? commitRefusedWords(reason)
      : `${doing}: ${reason}`;
}

/** Why a commit was refused, in short: RCC.16's reasons are longer than a lane is wide. */
const commitReasons: Readonly<Record<string, string>> = {
  'incorrect-epoch': 'too late',
  'epoch-advancement-quota-reached': 'too many',
};
const commitRefusedWords = (reason: string | null): string =>
  `commit refused: ${commitReasons[reason ?? ''] ?? reason ?? ''}`;

/** A socket's error as a person says it: labels are short. */
function errorWords(error: string | null): string {
  if (error === null || /TIMEDOUT|timeout|abort/i.test(error)) return 'no answer';
  if (error.includes('ECONNRESET')) return 'reset';
  return error.includes('ECONNREFUSED') ? 'refused' : error;
}

/** A text from shortly before where it departs from another on: the difference must not be what is cut off. */
function fromDifference(text: string, other: string): string {
  const at = [...text].findIndex((character, index) => [...other][index] !== character);
  const from = at < 0 ? 0 : text.lastIndexOf(' ', at - 6) + 1;
  return from <= 8 || canaryShape.test(text) !== canaryShape.test(text.slice(from)) ? text : `… ${text.slice(from)}`;
}

const epochWords = {
  created: 'created',
  joined: 'joined',
  'own-commit': 'own keys',
  commit: 'new keys',
  'external-commit': 'rejoined',
  'era-advance': 'new era',
} as const;

export function switchWords(setting: 'airplane' | 'rcs' | 'e2ee', on: boolean): string {
  const what = { airplane: 'airplane mode', rcs: 'RCS', e2ee: 'encryption' }[setting];
  return `${what} ${on ? 'on' : 'off'}`;
}

/** `0.25 s`, `1.5 s`, `12 s` */
export function seconds(ms: number): string {
  if (ms >= 10_000) return `${Math.round(ms / 1000)} s`;
  return `${Number((ms / 1000).toFixed(ms < 1000 ? 2 : 1))} s`;
}
