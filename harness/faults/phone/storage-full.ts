import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose storage is full.' }),
});

/** The archival agent can write nothing down: what it captures it has to archive from memory, and says so. */
export const storageFull = defineFault({
  id: 'phone.storageFull',
  layer: 'phone',
  title: 'A phone’s storage is full',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone: name }) {
    const phone = simulated(stage, name);
    phone.storageFull = true;
    return () => {
      phone.storageFull = false;
    };
  },
});
