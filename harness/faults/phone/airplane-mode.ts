import { z } from 'zod';
import { defineFault } from '../fault.ts';

const parameters = z.strictObject({
  /** The phone that goes off the air. */
  phone: z.string().meta({ description: 'The phone that goes off the air.' }),
});

const beyondReach =
  'the stage has no hand on a real phone: let the scenario switch it through the settings page object';

/** A phone's radio is off, by its own setting: it neither sends nor hears. Healing never puts it off the air. */
export const airplaneMode = defineFault({
  id: 'phone.airplaneMode',
  layer: 'phone',
  title: 'A phone is in airplane mode',
  parameters,
  runs: { simulated: true, 'real-android': beyondReach, 'real-iphone': beyondReach, 'any-subject': true },
  exclusive: ({ phone }) => phone,
  delays: ({ phone }) => [{ invariant: 'archive-complete', phones: [phone], afterHealingMs: 30_000 }],
  async inject(stage, { phone: name }) {
    const phone = stage.phones.get(name);
    if (!phone) throw new RangeError(`no phone "${name}" on this stage`);
    const before = phone.airplaneMode;
    phone.setAirplaneMode(true);
    return () => {
      // Where its user had it on, it is the user's: on still, or switched off since.
      if (!before) phone.setAirplaneMode(false);
    };
  },
});
