import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { lateUntilBack, oursOnly } from './outage.ts';

const parameters = z.strictObject({
  moment: z.enum(['at-once', 'before-answer', 'after-answer']).default('before-answer').meta({
    description:
      'When it dies: at once; or at the next write that it accepts, once that is committed, and before or after the acknowledgement leaves.',
  }),
});

/**
 * The enterprise's process dies. Until it heals nobody answers; healing starts another process over the same store. What
 * was acknowledged must be there then, and what was committed and not acknowledged comes a second time.
 */
export const enterpriseKilled = defineFault({
  id: 'enterprise.killed',
  layer: 'enterprise',
  title: "The enterprise's process dies between a write and its acknowledgement",
  parameters,
  runs: oursOnly("somebody else's process is theirs to kill"),
  exclusive: () => 'process',
  delays: () => lateUntilBack,
  async inject({ enterprise }, { moment }) {
    const callOff = enterprise.die(moment);
    return () => {
      callOff();
      enterprise.restart();
    };
  },
});
