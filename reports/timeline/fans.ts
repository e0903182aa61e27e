import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { Cast } from './cast.ts';
import { carrierLane, phoneLane } from './lanes.ts';
import type { Tone } from './model.ts';

/** What receipts say, in a person's words. */
export const statusWords = { delivered: 'delivered', displayed: 'read', failed: 'failed' } as const;

/** What one entry adds to a way between more than two: `way` names what travels, its parts become one row. */
export interface Fanned {
  readonly draw: 'fan';
  readonly way: string;
  readonly from: readonly string[];
  readonly via: readonly string[];
  /** Lanes that it reached. */
  readonly to: readonly string[];
  /** Lanes that it is meant for. */
  readonly meant: readonly string[];
  readonly text: string;
  /** What the whole says once behind its text: names, a Welcome. */
  readonly adds: string | null;
  readonly tone: Tone;
  readonly message: number | null;
}

type Part = Pick<Fanned, 'way' | 'text'> & Partial<Fanned>;

const part = (given: Part): Fanned => ({
  draw: 'fan',
  from: [],
  via: [],
  to: [],
  meant: [],
  adds: null,
  tone: 'plain',
  message: null,
  ...given,
});

interface Receipt {
  readonly messageId: string;
  readonly text: string;
  readonly by: string;
  readonly tone: Tone;
}

/**
 * Reads what travels in groups and between people with several devices: messages, receipts, commits. Undefined: the entry
 * is of no such way.
 */
export function fanReader(cast: Cast): (entry: JournalEntry) => readonly Fanned[] | undefined {
  const messages = new Map<string, Pick<Fanned, 'text' | 'tone'>>();
  const receipts = new Map<string, Receipt>();
  /** A receipt that was accepted; what it says is in the entry that follows. */
  const unsaid = new Map<string, string>();
  /** What a carrier keeps for a lane: when it is handed over, it is another row. */
  const kept = new Set<string>();
  const members = new Map<string, readonly string[]>();
  const pending = new Map<string, string>();
  const commits = new Map<string, { readonly lane: string | undefined; readonly carrier: string }>();
  const number = (id: string): number | null => cast.number(id) ?? null;

  function message({ data }: Extract<JournalEntry, { kind: 'carrier.accepted' }>): readonly Fanned[] | undefined {
    const from = cast.senderLane(data.message_id, data.from);
    if (data.content_type.includes('imdn')) {
      unsaid.set(`${data.from} ${data.to}`, data.message_id);
      return undefined;
    }
    const several = cast.lanes(data.from).length > 1 || cast.lanes(data.to).length > 1;
    if (from === undefined || (data.group_id === undefined && !several)) return undefined;
    const encrypted = data.content_type.startsWith('message/mls');
    const typed = number(data.message_id) !== null;
    const text = cast.isKeys(data.message_id) ? 'keys of the group’s name' : 'MLS: welcome, commit';
    const look = typed
      ? ({ text: encrypted ? 'encrypted' : 'not encrypted', tone: encrypted ? 'plain' : 'bad' } as const)
      : ({ text, tone: 'quiet' } as const);
    messages.set(data.message_id, look);
    const meant = [data.from, data.to].flatMap(cast.lanes).filter((lane) => lane !== from);
    return [
      part({
        ...look,
        way: data.message_id,
        from: [from],
        via: [carrierLane(data.carrier)],
        meant,
        message: number(data.message_id),
      }),
    ];
  }

  function onTheWay(id: string, way: string, given: Partial<Fanned>): readonly Fanned[] | undefined {
    const sent = messages.get(id);
    if (sent !== undefined) {
      const text = sent.tone === 'quiet' ? sent.text : 'handed over';
      return [part({ way, text, tone: sent.tone, message: number(id), ...given })];
    }
    const receipt = receipts.get(id);
    if (receipt === undefined) return undefined;
    const { messageId, text, by, tone } = receipt;
    const whole = way === id ? `${messageId} ${text}` : `${messageId} ${text} later`;
    return [part({ way: whole, text, adds: by, tone, message: number(messageId), ...given })];
  }

  const committed = (group: string, era: number, epoch: bigint): string => `commit ${group} ${era} ${epoch}`;

  return (entry) => {
    const { kind, data } = entry;
    switch (kind) {
      case 'carrier.accepted':
        return message(entry);
      case 'carrier.relayed': {
        const via = [carrierLane(data.carrier), carrierLane(data.to_carrier)];
        return receipts.has(data.message_id) ? [] : onTheWay(data.message_id, data.message_id, { via });
      }
      case 'carrier.stored':
        if (data.device === undefined) for (const lane of cast.lanes(data.to)) kept.add(`${data.message_id} ${lane}`);
        else kept.add(`${data.message_id} ${cast.deviceLane(data.to, data.device)}`);
        return undefined;
      case 'carrier.delivered': {
        const lane = cast.deviceLane(data.to, data.device);
        if (lane === undefined) return undefined;
        const way = kept.has(`${data.message_id} ${lane}`) ? `${data.message_id} later` : data.message_id;
        return onTheWay(data.message_id, way, { via: [carrierLane(data.carrier)], to: [lane] });
      }
      case 'carrier.imdn': {
        if (!messages.has(data.message_id)) return undefined;
        const said = `${data.from} ${data.to}`;
        const id = unsaid.get(said);
        unsaid.delete(said);
        const text = `receipt: ${statusWords[data.status]}`;
        const tone = data.status === 'failed' ? 'bad' : 'good';
        const by = cast.name(data.from);
        const from = cast.lane(data.from);
        if (id !== undefined) receipts.set(id, { messageId: data.message_id, text, by, tone });
        const via = [carrierLane(data.carrier)];
        const way = `${data.message_id} ${text}`;
        // The second carrier says it again: the way is the same.
        if (id === undefined) return [];
        const start = from === undefined ? [] : [from];
        return [part({ way, text, from: start, via, adds: by, tone, message: number(data.message_id) })];
      }
      case 'handset.status':
        return messages.has(data.message_id) ? [] : undefined;
      case 'carrier.group':
        members.set(data.group_id, data.members);
        return undefined;
      case 'mls.commit':
        if (data.state === 'pending')
          pending.set(committed(data.group_id, data.era, BigInt(data.epoch)), phoneLane(data.phone));
        return undefined;
      case 'carrier.commit': {
        const roster = members.get(data.group_id);
        if (roster === undefined || !data.accepted) return undefined;
        const way = committed(data.group_id, data.era, BigInt(data.epoch));
        const own = cast.lanes(data.from);
        const asked = pending.get(way);
        const lane = asked !== undefined && own.includes(asked) ? asked : cast.lane(data.from);
        const text = data.proposal === undefined ? 'commit' : `proposal: ${data.proposal}`;
        const look = { text, tone: 'quiet' as const, via: [carrierLane(data.carrier)] };
        if (lane === undefined) return undefined;
        if (data.proposal !== undefined)
          return [part({ ...look, way: `${way} ${data.proposal}`, from: [lane], to: look.via })];
        commits.set(way, { lane, carrier: data.carrier });
        const meant = roster.flatMap(cast.lanes).filter((each) => each !== lane);
        return [part({ ...look, way, from: [lane], meant })];
      }
      case 'mls.epoch': {
        const way = committed(data.group_id, data.era, BigInt(data.epoch) - 1n);
        const commit = commits.get(way);
        const lane = phoneLane(data.phone);
        if (commit === undefined || commit.lane === lane || data.by === 'own-commit' || data.by === 'created')
          return undefined;
        const via = [commit.carrier, cast.carrierOf(data.phone) ?? commit.carrier].map(carrierLane);
        const adds = data.by === 'joined' ? 'Welcome' : null;
        return [part({ way, text: 'commit', tone: 'quiet', via, to: [lane], adds })];
      }
      default:
        return undefined;
    }
  };
}
