import { type SmallWorld, smallWorld } from '../../simulators/small-world.test-support.ts';
import { faultStage } from '../stage/fault-stage.ts';
import { type FaultDesk, faultDesk } from './fault-desk.ts';

/** A small world with everything that can go wrong with it: for faults whose effect is worth looking at. */
export interface SmallStage extends SmallWorld {
  readonly desk: FaultDesk;
  /** Ana writes, everything comes to rest, and both have looked. */
  anaWrites(body: string): Promise<void>;
  /** What Ana's phone shows of the messages that she sent: `body status`. */
  sentByAna(): readonly string[];
  /** What Ben's phone shows as received. */
  receivedByBen(): readonly string[];
}

export async function smallStage(seed: number | string = 20261122): Promise<SmallStage> {
  const small = await smallWorld(seed);
  const { ana, ben } = small;
  return {
    ...small,
    desk: faultDesk(faultStage(small.world)),
    async anaWrites(body) {
      ana.user.send(ben.msisdn, body);
      await small.settle();
      ben.user.look(ana.msisdn);
      await small.settle();
    },
    sentByAna: () =>
      ana.user
        .look(ben.msisdn)
        .bubbles.filter(({ direction }) => direction === 'out')
        .map(({ body, status }) => `${body} ${status}`),
    receivedByBen: () =>
      ben.user
        .look(ana.msisdn)
        .bubbles.filter(({ direction }) => direction === 'in')
        .map(({ body, status }) => (status === 'undecryptable' ? '?' : body)),
  };
}
