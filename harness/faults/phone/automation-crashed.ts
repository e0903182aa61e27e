import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { faceOf, simulatedOnly } from '../reach.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose automation server dies.' }),
});

/**
 * The automation server on a phone (UiAutomator2, WebDriverAgent) dies in the middle of whatever it does. The session that
 * used it is lost; the next one starts it again, or the healing does where no driver would.
 */
export const automationCrashed = defineFault({
  id: 'phone.automationCrashed',
  layer: 'phone',
  title: 'The automation server on a phone crashes',
  parameters,
  runs: simulatedOnly,
  exclusive: ({ phone }) => phone,
  delays: () => [],
  async inject(stage, { phone }) {
    const face = faceOf(stage, phone);
    await face.crashAutomation();
    return () => face.healAutomation();
  },
});
