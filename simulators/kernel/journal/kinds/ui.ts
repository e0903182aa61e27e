import { z } from 'zod';

/** One bubble as a person sees it. Statuses are the app's words, in one vocabulary for both systems. */
export const shownBubble = z.strictObject({
  direction: z.enum(['out', 'in']),
  body: z.string(),
  /** What the app shows under or beside the bubble; null where it shows nothing. */
  status: z.enum(['sending', 'sent', 'delivered', 'displayed', 'failed', 'undecryptable']).nullable(),
  /** In a group: the name above what came in. */
  sender: z.string().optional(),
  /** In a group: for whom it says that a message failed, in its words: `Ben and Cy`. */
  failed_for: z.string().optional(),
});
export type ShownBubble = z.infer<typeof shownBubble>;

/** A conversation of more than two, as the user knows it. */
const shownGroup = z.strictObject({
  title: z.string(),
  /** Everybody else in it, E.164, as its details showed them last. */
  members: z.array(z.string()),
});
export type ShownGroup = z.infer<typeof shownGroup>;

/** What a user typed and saw: through Appium and the page objects in a rehearsal, by the headless user on the virtual clock. */
export const uiKinds = {
  /** The user typed `body` to `peer` and pressed send: to an MSISDN, or to a group by its title. */
  'ui.sent': z.strictObject({
    phone: z.string(),
    peer: z.string(),
    body: z.string(),
    canary: z.string(),
    group: shownGroup.optional(),
  }),
  /** A conversation as shown: every bubble on it, oldest first, and whether the app called it encrypted. */
  'ui.shown': z.strictObject({
    phone: z.string(),
    peer: z.string(),
    encrypted: z.boolean(),
    bubbles: z.array(shownBubble),
    /** There when `peer` is the title of a group. */
    group: shownGroup.optional(),
  }),
  /** The user made a group, changed it or left it, or ended encryption; what comes of it shows later. */
  'ui.grouped': z.strictObject({
    phone: z.string(),
    did: z.enum(['created', 'added', 'removed', 'left', 'renamed', 'icon-changed', 'encryption-ended']),
    /** The title that the group has on this phone; for `encryption-ended` an MSISDN, too. */
    peer: z.string(),
    /** E.164: who is in it from the beginning, was added or removed. */
    whom: z.array(z.string()),
    /** What a renamed group is called from now on. */
    name: z.string().optional(),
  }),
  /** The user deleted a message from this phone: the one so many before the latest that was shown. */
  'ui.deleted': z.strictObject({
    phone: z.string(),
    peer: z.string(),
    /** Whose token was in it; null where none was. */
    canary: z.string().nullable(),
    before: z.number(),
  }),
  /** The user changed a switch on a settings screen. */
  'ui.switched': z.strictObject({ phone: z.string(), setting: z.enum(['airplane', 'rcs', 'e2ee']), on: z.boolean() }),
};
