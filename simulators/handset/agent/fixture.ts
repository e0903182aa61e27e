import type { EnterpriseOptions } from '../../enterprise/enterprise.ts';
import { type EnterpriseWorld, enterpriseWorld } from '../../enterprise/fixture.ts';
import { type ArchivalAgent, createArchivalAgent } from './agent.ts';
import type { CapturedMessage } from './captured-message.ts';
import type { Mode } from './credentials.ts';
import type { EnrolmentSettings } from './enterprise-client.ts';
import { type AgentStorage, memoryStorage } from './storage.ts';

/** A phone with its agent beside an enterprise, for tests. */
export interface AgentRig extends EnterpriseWorld {
  readonly storage: AgentStorage;
  agent: ArchivalAgent;
  /** The app starts over the same storage; the agent before it ends. `mode`: what its management configures from now on. */
  restartApp(mode?: Mode): void;
  setOnline(on: boolean): void;
  /** All records, as the auditor reads them. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever JSON came
  records(): Promise<any[]>;
}

export const anaMsisdn = '+447700900001';
export const benMsisdn = '+447700900002';

export function agentRig(
  seed: number | string,
  {
    mode: first = 'escrow',
    manifests = 'signed',
    storage = memoryStorage(),
    managed = {},
    ...options
  }: {
    mode?: Mode;
    storage?: AgentStorage;
    manifests?: 'signed' | 'none';
    managed?: Pick<EnrolmentSettings, 'consent' | 'managedDevice'>;
  } & Partial<EnterpriseOptions> = {},
): AgentRig {
  const world = enterpriseWorld(seed, options);
  const start = (mode: Mode): ArchivalAgent =>
    createArchivalAgent({
      clock: world.clock,
      random: world.random.split('agent ana 1'),
      fetch: world.network.fetchFrom('ana'),
      journal: world.journal,
      phone: 'ana',
      custodian: anaMsisdn,
      storage,
      enrolment: {
        mode,
        manifests,
        token: world.enterprise.tenant.enrolmentToken,
        enterpriseUrl: 'http://enterprise.test',
        platformUrl: 'http://platform.test',
        ...managed,
      },
    });
  const rig: AgentRig = {
    ...world,
    storage,
    agent: start(first),
    restartApp(mode = first) {
      rig.agent.stop();
      rig.agent = start(mode);
    },
    setOnline: (on) => world.network.isolate('ana', !on),
    async records() {
      const { json } = await world.ask(
        'GET',
        'http://enterprise.test/records?limit=1000',
        world.enterprise.tenant.auditorToken,
      );
      return json.records;
    },
  };
  return rig;
}

export function message(change: Partial<CapturedMessage> = {}): CapturedMessage {
  return {
    message_id: 'M1',
    direction: 'out',
    peer: benMsisdn,
    body: 'Sell at 42 — über nacht 🙂',
    sent_at_ms: Date.UTC(2026, 10, 22, 12),
    version: 1,
    ...change,
  };
}
