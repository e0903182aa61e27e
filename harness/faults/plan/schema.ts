import { z } from 'zod';
import { webhookProfiles } from '../../../simulators/enterprise/webhook-profile.ts';
import { parseDuration } from '../duration.ts';
import type { Fault } from '../fault.ts';
import { faults as registered } from '../registry.ts';

const longestMs = 31 * 24 * 3_600_000;

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, {
    message: 'must be an ISO 8601 duration of fixed length, like "PT5S" or "PT1M30.5S"',
  })
  .refine((text) => (parseDuration(text) ?? 0) <= longestMs, {
    message: 'must be at most "P31D": a world is played hour by hour. Write a shorter time',
  })
  .meta({ description: 'ISO 8601 duration without months and years: PT5S', pattern: '^P' });

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a short name in lower case, like "ana"')
  .meta({ description: 'A name in lower case: ana' });

/** Since the start of the world. Several steps may share a time: they happen in the order in which they are written. */
const at = duration.meta({ description: 'When, since the start of the world: PT5S' });

const phone = z.strictObject({
  name,
  os: z.enum(['android', 'ios']),
  carrier: z.string().optional().meta({ description: 'Default: carriers in turn' }),
  msisdn: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a number in E.164, like "+447700900001"')
    .optional(),
  pairedWith: name
    .optional()
    .meta({ description: "Another device of that phone's subscriber: its number and carrier" }),
});

/** What a group is called on the screen. */
const title = z
  .string()
  .min(1, 'must not be empty: write what the group is called, like "Crew"')
  .max(60, 'must be at most 60 characters long: shorten it')
  .refine((text) => text.isWellFormed() && text === text.trim(), {
    message: 'must be Unicode without space at its ends',
  });

const world = z.strictObject({
  phones: z.array(phone).min(1),
  carriers: z.array(name).min(1),
  webhookRetryMs: z.array(z.int().min(0)).optional().meta({ description: 'Delays between webhook attempts, ms' }),
  webhooks: z
    .strictObject({
      profile: z.enum(webhookProfiles).meta({ description: 'How webhooks look on the wire; standard without it' }),
    })
    .optional(),
});

/** A group is called by a name of the plan's own; on the screens it has its subject. */
const group = name.meta({ description: 'A group that the plan creates' });

/** What users do, by name. */
export const actions = {
  send: z.strictObject({
    at,
    do: z.literal('send'),
    from: name,
    to: name.meta({ description: 'A phone or a group' }),
    body: z
      .string()
      .min(1, 'must not be empty: write what is typed, like "hello"')
      .max(100_000, 'must be at most 100,000 characters long: shorten it')
      .refine((text) => text.isWellFormed(), {
        message: 'must be Unicode: it holds half of a surrogate pair. Write the whole character',
      })
      .meta({ description: 'A body without a canary token gets one at its end' }),
  }),
  read: z.strictObject({
    at,
    do: z.literal('read'),
    phone: name,
    peer: name.meta({ description: 'A phone or a group' }),
  }),
  'delete-message': z.strictObject({
    at,
    do: z.literal('delete-message'),
    phone: name,
    peer: name.meta({ description: 'A phone or a group' }),
    before: z.int().min(0).max(20).optional().meta({ description: 'How many before the latest; default 0' }),
  }),
  'create-group': z.strictObject({
    at,
    do: z.literal('create-group'),
    by: name,
    group,
    members: z.array(name).min(2, 'must have two at least: write to one alone without a group'),
    subject: title.optional().meta({ description: 'Default: the name of the group' }),
  }),
  add: z.strictObject({ at, do: z.literal('add'), by: name, group, member: name }),
  remove: z.strictObject({ at, do: z.literal('remove'), by: name, group, member: name }),
  leave: z.strictObject({ at, do: z.literal('leave'), by: name, group }),
  rename: z.strictObject({ at, do: z.literal('rename'), by: name, group, subject: title }),
  'end-encryption': z.strictObject({
    at,
    do: z.literal('end-encryption'),
    by: name,
    peer: name.meta({ description: 'A phone or a group' }),
  }),
  switch: z.strictObject({
    at,
    do: z.literal('switch'),
    phone: name,
    setting: z.enum(['airplane', 'rcs', 'e2ee']),
    on: z.boolean(),
  }),
} as const;

export type Action = z.infer<(typeof actions)[keyof typeof actions]>;

const inOrder = (a: string, b: string): boolean => (parseDuration(a) ?? 0) <= (parseDuration(b) ?? 0);

const matter = name.meta({ description: 'What a hold is for, and what refusals name' });

/** What the organisation's records officer has done at the archive. */
export const officeActions = {
  policy: z.strictObject({
    at,
    do: z.literal('policy'),
    retention: duration.meta({ description: 'How long records are kept from now on' }),
    coldAfter: duration.optional().meta({ description: 'When they go to cold storage; default: never' }),
  }),
  hold: z
    .strictObject({
      at,
      do: z.literal('hold'),
      matter,
      custodians: z.array(name).min(1).optional().meta({ description: 'Phones; default: everybody' }),
      since: duration.optional().meta({ description: 'Records from this time of the world on' }),
      until: duration.optional().meta({ description: 'Records until this time of the world' }),
    })
    .refine(({ since = 'PT0S', until }) => until === undefined || inOrder(since, until), {
      path: ['until'],
      message: 'must not be before "since". Write a later time',
    }),
  release: z.strictObject({ at, do: z.literal('release'), matter }),
  erase: z.strictObject({ at, do: z.literal('erase'), custodian: name }),
} as const;

export type OfficeAction = z.infer<(typeof officeActions)[keyof typeof officeActions]>;

/** A fault's step: its parameters beside `at`, `fault` and `for`. */
export const faultStepSchema = ({ id, title, parameters }: Fault) =>
  parameters
    .extend({ at, fault: z.literal(id), for: duration.optional().meta({ description: 'Heals by itself after this' }) })
    .meta({ description: title });

export interface FaultStep {
  readonly at: string;
  readonly fault: string;
  readonly for?: string | undefined;
  readonly [parameter: string]: unknown;
}

export type Step = Action | OfficeAction | FaultStep;

export const isFaultStep = (step: Step): step is FaultStep => 'fault' in step;

export const isOfficeAction = (step: Action | OfficeAction): step is OfficeAction =>
  Object.hasOwn(officeActions, step.do);

/** Everything of a plan but its steps, which are checked one by one so that errors name the step's own fields. */
export const planHead = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().optional().meta({ description: 'What the run is called in its journal' }),
  seed: z
    .union([z.int(), z.string().min(1)], 'must be a whole number or a text, like 7')
    .meta({ description: 'Everything random follows from it' }),
  world,
  invariants: z.array(z.string()).optional().meta({ description: 'What must be exercised; default: every invariant' }),
  expect: z
    .strictObject({
      violated: z.string().meta({ description: 'Id of the invariant' }),
      canary: z.string().optional().meta({ description: 'The message on which it was violated' }),
    })
    .optional()
    .meta({ description: 'The violation that a replay must reproduce' }),
});

/** A fault plan: one file that says what happens in a run. */
export type Plan = z.infer<typeof planHead> & { readonly steps: readonly Step[] };

/** The phone in whose hands an action is. */
export const actor = (action: Action): string =>
  'from' in action ? action.from : 'by' in action ? action.by : action.phone;

/** Whose each phone is: its own, or that of the phone that it is paired with. By name. */
export const subscribers = ({ world }: Pick<Plan, 'world'>): ReadonlyMap<string, string> =>
  new Map(world.phones.map(({ name, pairedWith }) => [name, pairedWith ?? name]));

/** The JSON Schema (2020-12) of plan files, with every fault of the registry. */
export function planJsonSchema(faults: readonly Fault[] = registered): Record<string, unknown> {
  const step = z.union([...Object.values(actions), ...Object.values(officeActions), ...faults.map(faultStepSchema)]);
  return z.toJSONSchema(planHead.extend({ steps: z.array(step) }).meta({ title: 'Greenroom fault plan' }), {
    io: 'input',
  });
}
