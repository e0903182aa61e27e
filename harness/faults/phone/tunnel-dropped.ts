import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { faceOf, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The iPhone whose tunnel breaks.' }),
});

/** The tunnel (or cable) to an iPhone is gone, and every connection over it, until it heals. */
export const tunnelDropped = defineFault({
  id: 'phone.tunnelDropped',
  layer: 'phone',
  title: 'The tunnel to an iPhone breaks',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone }) {
    const face = faceOf(stage, phone);
    if (face.os !== 'ios') throw new Error(`${phone} is an Android phone, which has no tunnel: use phone.adbDropped`);
    await face.dropTunnel();
    return () => face.restoreTunnel();
  },
});
