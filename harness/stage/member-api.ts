import { z } from 'zod';
import { groupIcons } from '../../simulators/handset/model.ts';
import { shownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';

const setting = z.enum(['airplane', 'rcs', 'e2ee']);
/** An MSISDN (E.164), or the title of a group. */
const peer = z.string();
const msisdn = z.string();

/** `POST /members/<name>`: one thing that the user of a phone without a face does, on its screens. */
export const memberAct = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('list') }),
  z.strictObject({ do: z.literal('look'), peer }),
  z.strictObject({ do: z.literal('details'), peer }),
  z.strictObject({ do: z.literal('send'), peer, body: z.string() }),
  z.strictObject({ do: z.literal('start-group'), msisdns: z.array(msisdn), name: z.string().exactOptional() }),
  z.strictObject({ do: z.literal('add-member'), peer, msisdn }),
  z.strictObject({ do: z.literal('remove-member'), peer, msisdn }),
  z.strictObject({ do: z.literal('leave-group'), peer }),
  z.strictObject({ do: z.literal('rename-group'), peer, name: z.string() }),
  z.strictObject({ do: z.literal('change-icon'), peer, icon: z.enum(groupIcons) }),
  z.strictObject({ do: z.literal('see-icon'), peer }),
  z.strictObject({ do: z.literal('end-encryption'), peer }),
  z.strictObject({ do: z.literal('delete-message'), peer, canary: z.string().min(1) }),
  z.strictObject({ do: z.literal('read-switch'), setting }),
  z.strictObject({ do: z.literal('switch'), setting, on: z.boolean() }),
]);
export type MemberAct = z.infer<typeof memberAct>;

const done = z.strictObject({});

/** What each of them comes to. */
export const memberAnswers = {
  list: z.strictObject({ titles: z.array(z.string()) }),
  look: z.strictObject({
    title: z.string(),
    encrypted: z.boolean(),
    notEncrypted: z.boolean(),
    closed: z.boolean(),
    bubbles: z.array(shownBubble),
    /** What happened to the group, in the app's words, oldest first. */
    notices: z.array(z.string()),
  }),
  details: z.strictObject({
    /** The app's words of the encryption; empty texts where nothing is said. */
    status: z.string(),
    code: z.string(),
    epoch: z.string(),
    health: z.string(),
    members: z.array(z.strictObject({ name: z.string(), msisdn, devices: z.string() })),
  }),
  'start-group': z.strictObject({ title: z.string() }),
  'see-icon': z.strictObject({ icon: z.enum(groupIcons).nullable() }),
  'read-switch': z.strictObject({ on: z.boolean() }),
  send: done,
  'add-member': done,
  'remove-member': done,
  'leave-group': done,
  'rename-group': done,
  'change-icon': done,
  'end-encryption': done,
  'delete-message': done,
  switch: done,
} as const satisfies Readonly<Record<MemberAct['do'], z.ZodType>>;

export type MemberAnswer<A extends MemberAct['do'] = MemberAct['do']> = z.infer<(typeof memberAnswers)[A]>;
