import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { simulated, simulatedOnly, touched } from '../reach.ts';
import { lateAnswers } from './link.ts';

const parameters = z.strictObject({
  phone: z.string().meta({ description: 'The phone whose carrier restarts.' }),
});

/**
 * A carrier restarts: registrations, sessions and what was under way are lost; stored messages, keys and groups stay.
 * Healing: its phones notice that their connections broke, and register anew.
 */
export const carrierReboot = defineFault({
  id: 'carrier.reboot',
  layer: 'carrier',
  title: 'A carrier restarts',
  parameters,
  runs: simulatedOnly,
  delays: lateAnswers,
  async inject(stage, { phone }) {
    const { carrier } = simulated(stage, phone);
    carrier.reboot();
    return () => {
      for (const other of touched(stage, undefined)) if (other.carrier === carrier) other.registerAnew();
    };
  },
});
