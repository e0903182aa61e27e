import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { faceOf, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The Android phone that adb loses.' }),
});

/** Every ADB connection to an Android phone breaks, and none can be made, until it heals. */
export const adbDropped = defineFault({
  id: 'phone.adbDropped',
  layer: 'phone',
  title: 'adb loses the phone',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone }) {
    const face = faceOf(stage, phone);
    if (face.os !== 'android') throw new Error(`${phone} is an iPhone, which has no adb: use phone.tunnelDropped`);
    face.dropAdb();
    return () => face.restoreAdb();
  },
});
