import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { lateUntilBack } from './outage.ts';

const noContainer =
  'it is for a subject in a container: the reference enterprise has the process that enterprise.killed ends';

const parameters = z.strictObject({
  how: z.enum(['killed', 'paused']).default('killed').meta({
    description: 'Its processes are ended at once, or stopped where they are: connections stay open, nobody answers.',
  }),
});

/** The container that somebody's subject runs in is killed or paused; healing starts it again. */
export const containerStopped = defineFault({
  id: 'enterprise.containerStopped',
  layer: 'enterprise',
  title: 'The container that the subject runs in is killed, or paused',
  parameters,
  runs: { simulated: noContainer, 'real-android': noContainer, 'real-iphone': noContainer, 'any-subject': true },
  exclusive: () => 'process',
  delays: () => lateUntilBack,
  async inject({ container }, { how }) {
    if (!container) throw new Error('no container is named: add "container" to subject.yaml');
    if (how === 'paused') {
      await container.pause();
      return () => container.resume();
    }
    await container.kill();
    return () => container.start();
  },
});
