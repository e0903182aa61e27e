import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { journal } from '../../simulators/kernel/journal/journal.ts';
import { type Fetch, network } from '../../simulators/kernel/network.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { type VirtualClock, virtualClock } from '../../simulators/kernel/virtual-clock.ts';
import type { FaultStage, StagePhone } from './stage.ts';

/** A stage with two phones and a webhook edge, for the tests of faults: what they touch can be looked at. */
export interface TestStage extends FaultStage {
  readonly clock: VirtualClock;
  readonly entries: JournalEntry[];
  /** Delivers a webhook: the app behind the edge answers 204. */
  deliver(): Promise<Response>;
}

export function testStage(places: Partial<Record<'ana' | 'ben', StagePhone['place']>> = {}): TestStage {
  const clock = virtualClock(Date.parse('2026-11-22T08:00:00.000Z'));
  const book = journal(clock, memoryBlobs());
  const entries: JournalEntry[] = [];
  book.subscribe((entry) => entries.push(entry));
  const wrappers: ((next: Fetch) => Fetch)[] = [];
  const phone = (name: 'ana' | 'ben'): [string, StagePhone] => {
    let on = false;
    const setAirplaneMode = (value: boolean): void => {
      on = value;
    };
    const airplane = {
      get airplaneMode() {
        return on;
      },
      setAirplaneMode,
    };
    return [name, Object.assign(airplane, { name, place: places[name] ?? ('simulated' as const) })];
  };
  return {
    clock,
    entries,
    phones: new Map([phone('ana'), phone('ben')]),
    carriers: new Map(),
    links: network({ clock, random: seededRandom('test stage') }),
    subject: 'simulated',
    intercept(_edge, wrapper) {
      wrappers.push(wrapper);
      return () => void wrappers.splice(wrappers.indexOf(wrapper), 1);
    },
    rotateWebhookKeys() {},
    takeUpWebhooks() {},
    webhookKeySet: async () => '{"keys":[]}',
    enterprise: { die: () => () => {}, restart() {}, setDiskFull() {} },
    append: (kind, data) => book.append(kind, data),
    deliver() {
      const app: Fetch = async () => new Response(null, { status: 204 });
      const request = new Request('http://enterprise.test/webhooks/messages', { method: 'POST', body: '{}' });
      return wrappers.reduce((next, wrapper) => wrapper(next), app)(request);
    },
  };
}
