import type { EnterpriseOptions } from '../../simulators/enterprise/enterprise.ts';
import { ana, ben, type EnterpriseWorld, enterpriseWorld } from '../../simulators/enterprise/fixture.ts';
import { logVerifierKey } from '../../simulators/enterprise/log/checkpoint.ts';
import { type ArchivalAgent, createArchivalAgent } from '../../simulators/handset/agent/agent.ts';
import { memoryStorage } from '../../simulators/handset/agent/storage.ts';
import { createHttpSubject } from './http-subject.ts';
import type { Subject } from './subject.ts';

/** Two enrolled phones beside the reference enterprise, and the harness asking it: for tests. */
export interface SubjectRig extends EnterpriseWorld {
  readonly agents: { readonly ana: ArchivalAgent; readonly ben: ArchivalAgent };
  readonly subject: Subject;
  /** A message from ana to ben: what the phones capture and the carrier sees, with half a second between. */
  exchangeMessage(messageId: string, body: string): void;
}

export function subjectRig(seed: number | string, options: Partial<EnterpriseOptions> = {}): SubjectRig {
  const world = enterpriseWorld(seed, options);
  const { clock, network, journal, random, enterprise } = world;
  const { tenant, platform } = enterprise;
  const agent = (phone: string, custodian: string): ArchivalAgent =>
    createArchivalAgent({
      clock,
      random: random.split(`agent ${phone} 1`),
      fetch: network.fetchFrom(phone),
      journal,
      phone,
      custodian,
      storage: memoryStorage(),
      enrolment: {
        mode: 'escrow',
        manifests: 'signed',
        token: tenant.enrolmentToken,
        enterpriseUrl: 'http://enterprise.test',
        platformUrl: 'http://platform.test',
      },
    });
  const agents = { ana: agent('ana', ana), ben: agent('ben', ben) };
  return {
    ...world,
    agents,
    subject: createHttpSubject({
      clock,
      fetch: network.fetchFrom('harness'),
      baseUrl: 'http://enterprise.test',
      credentials: { auditor: tenant.auditorToken },
      keys: {
        id: tenant.id,
        escrow: [tenant.escrow],
        content: [tenant.contentKey],
        log: logVerifierKey(tenant.id, tenant.logKey),
      },
    }),
    exchangeMessage(message_id, body) {
      const sent_at_ms = clock.now();
      const of = (status: 'sent' | 'delivered' | 'displayed'): void =>
        platform.observe({ message_id, from: ana, to: ben, conversation_id: 'C1', status, at_ms: clock.now() });
      const seen = { message_id, body, sent_at_ms, version: 1 };
      agents.ana.captured({ ...seen, direction: 'out', peer: ben });
      of('sent');
      clock.after(500, 'ben receives', () => {
        agents.ben.captured({ ...seen, direction: 'in', peer: ana });
        of('delivered');
      });
      clock.after(1000, 'ben reads', () => of('displayed'));
    },
  };
}
