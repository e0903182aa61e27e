import { z } from 'zod';

/** What whoever listens to the network and steals phones' states tried. Never what was stolen. */
export const adversaryKinds = {
  /** A stolen state was turned against a ciphertext that was overheard. */
  'adversary.attempt': z.strictObject({
    power: z.enum(['forward-secrecy', 'post-compromise', 'removed']),
    message_id: z.string(),
    /** Whose state it was, and of which installation. */
    phone: z.string(),
    incarnation: z.number(),
    group_id: z.string(),
    /** The message's, decimal. */
    epoch: z.string(),
    /** The positive control: keys that must open the message. */
    control: z.boolean(),
    /** Which state it was: when it was taken. */
    state: z.enum(['before reading', 'after reading', 'retention over', 'before rotation', 'before removal', 'wiped']),
    opened: z.boolean(),
  }),
};
