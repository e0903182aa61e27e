import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { carrierLane, phoneLane } from './lanes.ts';
import type { Lane, Outage } from './model.ts';

/** What was broken, by faults and by users' own switches, from the entry that began it to the one that ended it. */
export function outagesOf(entries: readonly JournalEntry[], lanes: readonly Lane[]): readonly Outage[] {
  const open = new Map<string, Omit<Outage, 'to'>>();
  const found: Outage[] = [];
  const end = (key: string, seq: number | null): void => {
    const outage = open.get(key);
    if (outage !== undefined) found.push({ ...outage, to: seq });
    open.delete(key);
  };
  for (const { seq, kind, data } of entries) {
    if (kind === 'fault.injected')
      open.set(data.fault_id, {
        title: faultTitle(data.fault, data.parameters),
        lanes: lanesBroken(data.fault, data.parameters, lanes),
        byHand: false,
        from: seq,
      });
    if (kind === 'fault.healed') end(data.fault_id, seq);
    if (kind === 'ui.switched') {
      const key = `${data.phone} ${data.setting}`;
      const off = (data.setting === 'airplane') === data.on;
      const title = data.setting === 'airplane' ? 'airplane mode' : `${data.setting} off`;
      if (!off) end(key, seq);
      else if (!open.has(key)) open.set(key, { title, lanes: [phoneLane(data.phone)], byHand: true, from: seq });
    }
  }
  for (const key of [...open.keys()]) end(key, null);
  return found.sort((a, b) => a.from - b.from);
}

/** `webhook.unavailable 503`: the fault and what was set of it, without what the lanes say already. */
export function faultTitle(fault: string, parameters: Readonly<Record<string, unknown>>): string {
  const said = Object.entries(parameters)
    .filter(([key]) => !['phone', 'carrier', 'for', 'at'].includes(key))
    .sort(([a], [b]) => Number(b === 'status') - Number(a === 'status'))
    .map(([key, value]) => (typeof value === 'number' && key === 'status' ? String(value) : `${key} ${plain(value)}`));
  return [fault, ...said].join(' ');
}

const plain = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Which columns a fault breaks: the layer is in its name, and parameters may name a phone or a carrier. */
export function lanesBroken(
  fault: string,
  parameters: Readonly<Record<string, unknown>>,
  lanes: readonly Lane[],
): readonly string[] {
  const layer = fault.split('.')[0] ?? '';
  const named = Object.values(parameters).flatMap((value) =>
    typeof value === 'string' ? [phoneLane(value), carrierLane(value)] : [],
  );
  const here = lanes.map(({ key }) => key).filter((key) => named.includes(key));
  const kinds: Readonly<Record<string, Lane['kind']>> = {
    phone: 'phone',
    mls: 'phone',
    carrier: 'carrier',
    webhook: 'webhooks',
    gateway: 'archive',
    enterprise: 'archive',
  };
  if (here.length > 0 && layer !== 'webhook') return here;
  const kind = kinds[layer];
  const all = lanes.filter((lane) => kind === undefined || lane.kind === kind);
  return all.map(({ key }) => key);
}
