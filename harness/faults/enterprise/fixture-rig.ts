import { complete } from '../../../simulators/enterprise/fixture.ts';
import { subjectEdges } from '../../stage/subject-edges.ts';
import { type SubjectRig, subjectRig } from '../../subject/fixture.ts';
import { type FaultDesk, faultDesk } from '../fault-desk.ts';

/** Two enrolled phones beside the real enterprise and the real platform, and a fault desk: for the tests of enterprise faults. */
export interface EnterpriseRig extends SubjectRig {
  readonly desk: FaultDesk;
  /** `message direction` of every record, and `message status` of every metadata row, in no order. */
  kept(): Promise<string[]>;
  /** Statuses and error codes of the endpoints' uploads and of the platform's deliveries, without repetitions. */
  outcomes(): (number | string | null)[];
  /** Nothing waits on the phones or at the platform. */
  quiet(): boolean;
}

export async function enterpriseRig(seed: string): Promise<EnterpriseRig> {
  const rig = subjectRig(seed);
  const { clock, network, journal, enterprise, agents } = rig;
  const desk = faultDesk({
    clock,
    phones: new Map(),
    carriers: new Map(),
    links: network,
    subject: 'simulated',
    ...subjectEdges(network, enterprise),
    append: (kind, data) => journal.append(kind, data),
  });
  await complete(clock, Promise.all([agents.ana.enrol(), agents.ben.enrol()]));
  await clock.runFor(1000);
  return {
    ...rig,
    desk,
    async kept() {
      const { records } = await complete(clock, rig.subject.records());
      const { events } = await complete(clock, rig.subject.events());
      return [
        ...records.map(({ message_id, direction }) => `${message_id} ${direction}`),
        ...events.map(({ event }) => `${event['message_id']} ${event['status']}`),
      ].sort();
    },
    outcomes: () => [
      ...new Set(
        [...rig.entries('archive.upload'), ...rig.entries('webhook.attempt')].map(
          ({ http_status, error }) => http_status ?? error,
        ),
      ),
    ],
    quiet: () => agents.ana.pending() + agents.ben.pending() + enterprise.platform.pending() === 0,
  };
}

/** What there is of a message once everything is kept. */
export const allOf = (...messages: readonly string[]): string[] =>
  messages.flatMap((id) => ['in', 'out', 'sent', 'delivered', 'read'].map((what) => `${id} ${what}`)).sort();
