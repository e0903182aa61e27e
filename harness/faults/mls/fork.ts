import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { bothIn, carriersOf, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'One member.' }),
  peer: z.string().meta({ description: 'Another, whose commit makes the other branch.' }),
});

/** The commits of both have reached their focus, ms. */
const takenWithinMs = 5000;

/**
 * Two members of a group commit to the same epoch, and the Conversation Focus tells both that theirs was accepted: two
 * epochs of the same number with different secrets. Healing: both rotate their keys, as clients do from time to time; one
 * of them is refused for its authenticator, and finds its way back. Who speaks before that finds out sooner.
 */
export const mlsFork = defineFault({
  id: 'mls.fork',
  layer: 'mls',
  title: 'A group forks',
  parameters,
  runs: simulatedOnly,
  exclusive: () => 'fork',
  delays: () => [],
  async inject(stage, { phone, peer }) {
    const both = bothIn(stage, phone, peer);
    const stops = carriersOf(stage, undefined).map(({ focus }) => focus.forkNext());
    const rotate = (): void => {
      for (const [one, group] of both) if (one.encryptsWith().includes(group)) one.rotateKeys(group);
    };
    const callOff = (): void => {
      for (const stop of stops) stop();
    };
    rotate();
    // Every carrier was told, and one hosts the group: the others are not to fork whatever comes next.
    const overdue = stage.clock.after(takenWithinMs, 'a fork that no commit took is called off', callOff);
    return () => {
      overdue.cancel();
      callOff();
      rotate();
    };
  },
});
