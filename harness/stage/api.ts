import { z } from 'zod';
import { webhookProfiles } from '../../simulators/enterprise/webhook-profile.ts';
import { journalKinds } from '../../simulators/kernel/journal/kinds.ts';
import { type OfficeAction, officeActions } from '../faults/plan/schema.ts';

/** How a simulated phone is reached by real adb and the real drivers. */
export const stagePhone = z.discriminatedUnion('os', [
  z.strictObject({
    os: z.literal('android'),
    name: z.string(),
    /** `127.0.0.1:<port>`: what `adb connect` takes and what the device is then called. */
    serial: z.string(),
    osVersion: z.string(),
  }),
  z.strictObject({
    os: z.literal('ios'),
    name: z.string(),
    udid: z.string(),
    osVersion: z.string(),
    /** `tunnel`: RemoteXPC registry and services. `url`: usbmuxd socket and a WebDriverAgent that is up already. */
    reach: z.discriminatedUnion('via', [
      z.strictObject({ via: z.literal('tunnel'), registryPort: z.number() }),
      z.strictObject({ via: z.literal('url'), usbmuxdSocket: z.string(), webDriverAgentUrl: z.string() }),
    ]),
  }),
]);
export type StagePhone = z.infer<typeof stagePhone>;

/**
 * What the world process is told, as JSON in the environment variable `GREENROOM_STAGE`. The bearer token of the control
 * API comes in `GREENROOM_TOKEN` and appears nowhere else.
 */
export const stageSettings = z.strictObject({
  /** Absolute. Each scenario gets a folder of its own in here. */
  folder: z.string(),
  /** In the order of the pair. A phone that is not simulated has no face: the world stands beside it. */
  phones: z.array(
    z.strictObject({
      name: z.string(),
      os: z.enum(['android', 'ios']),
      simulated: z.boolean(),
      /** E.164; known for phones that are not simulated. */
      msisdn: z.string().optional(),
      /** Whether the farm lets faults that lose state, restart it or touch its SIM run on a phone that is not simulated. */
      allowDestructive: z.boolean().exactOptional(),
      /** How an adb server on this machine reaches it: an Android phone that is not simulated and is driven from here. */
      adb: z.strictObject({ port: z.number(), serial: z.string() }).exactOptional(),
    }),
  ),
  /** What may be written on phones that are not simulated. */
  real: z
    .strictObject({
      /** E.164 numbers: nobody else is written to. */
      peers: z.array(z.string()),
      /** How many messages a run may write. */
      messageCap: z.number(),
      /** The file in which the worlds of a run count them together. */
      tally: z.string(),
    })
    .exactOptional(),
  /** How simulated iPhones are to be reached: `url` where the driver's tunnel module could not be built. */
  iphones: z.enum(['tunnel', 'url']),
  /** Somebody else's archive and webhook receiver in the place of ours. Its credentials are in the environment. */
  subject: z
    .strictObject({
      url: z.string(),
      /** The path of a `subject.yaml`. */
      config: z.string().exactOptional(),
      /** Whoever runs this said that the host is theirs. */
      iOwnThisHost: z.boolean(),
    })
    .exactOptional(),
});
export type StageSettings = z.infer<typeof stageSettings>;

/** The world process's first message to its parent. */
export const stageReady = z.strictObject({ controlUrl: z.string(), phones: z.array(stagePhone) });
export type StageReady = z.infer<typeof stageReady>;

const worldPhone = z.strictObject({ name: z.string(), os: z.enum(['android', 'ios']), msisdn: z.string() });

/** A participant beside the two phones that are driven: a phone of the world without a face, or another device of somebody's. */
export const castMember = z.union([
  z.strictObject({ name: z.string(), os: z.enum(['android', 'ios']), carrier: z.string() }),
  z.strictObject({ name: z.string(), os: z.enum(['android', 'ios']), pairedWith: z.string() }),
]);
export type CastMember = z.infer<typeof castMember>;

/** `POST /scenarios`: a fresh world behind the same phones. */
export const startScenario = z.strictObject({
  name: z.string(),
  seed: z.union([z.number(), z.string()]),
  /** The invariants that this scenario must exercise. */
  invariants: z.array(z.string()),
  /** How the platform's webhooks look on the wire; standard without it. */
  webhookProfile: z.enum(webhookProfiles).exactOptional(),
  /** Who takes part besides; refused (409) where a phone is real. */
  cast: z.array(castMember).exactOptional(),
});
export const scenarioStarted = z.strictObject({
  /** The folder that holds journal.jsonl, blobs/ and, at the end, plan.json and verdicts.json. */
  folder: z.string(),
  /** Those that are driven. */
  phones: z.array(worldPhone),
  /** Those without a face: `POST /members/<name>` is their screen. */
  members: z.array(worldPhone),
});
export type ScenarioStarted = z.infer<typeof scenarioStarted>;

const uiEntry = <K extends 'ui.sent' | 'ui.shown' | 'ui.switched' | 'ui.grouped' | 'ui.deleted'>(kind: K) =>
  z.strictObject({ kind: z.literal(kind), data: journalKinds[kind] });

/** `POST /journal`: what a spec worker typed and saw. */
export const appendEntry = z.discriminatedUnion('kind', [
  uiEntry('ui.sent'),
  uiEntry('ui.shown'),
  uiEntry('ui.switched'),
  uiEntry('ui.grouped'),
  uiEntry('ui.deleted'),
]);
export type AppendEntry = z.infer<typeof appendEntry>;
export const appended = z.strictObject({ seq: z.number() });

/** `GET /journal/<kind>`: every entry of that kind so far. The data is checked by the kind's own schema. */
export const recordedEntries = z.strictObject({
  entries: z.array(z.strictObject({ seq: z.number(), at: z.string(), data: z.unknown() })),
});

/** The title of a refusal (409) of what never can be done in a world like this: the scenario is for others. */
export const notHereTitle = 'not here';

/** `POST /faults`: injects one fault of the registry; `for` is an ISO 8601 duration after which it heals by itself. */
export const injectFault = z.looseObject({ fault: z.string(), for: z.string().optional() });
export const faultInjected = z.strictObject({ fault_id: z.string() });

/** `POST /office`: one deed of the records officer, as a plan says it but for its time: `{do: 'erase', custodian: 'ana'}`. */
export const officeDeed = z
  .looseObject({ do: z.string() })
  .transform((deed) => ({ at: 'PT0S', ...deed }))
  .pipe(z.union(Object.values(officeActions)));
export type OfficeDeed = OfficeAction extends infer Deed ? (Deed extends unknown ? Omit<Deed, 'at'> : never) : never;

/** `POST /advance`: time passes at once, firing what becomes due in order; refused (409) where a phone is real. */
export const advanceClock = z.strictObject({
  /** ISO 8601. */
  for: z.string(),
});

/** `POST /scenarios/settle`: heals every fault and waits for convergence; what is looked at afterwards is final. */
export const scenarioSettled = z.strictObject({ quiet: z.boolean() });

/** `POST /scenarios/end`: settles what has not, asks the subject, judges. */
export const scenarioEnded = z.strictObject({
  verdicts: z.array(journalKinds['verdict.invariant']),
  /** The run as a fault plan: what `greenroom replay` takes. */
  plan: z.string(),
});
export type ScenarioEnded = z.infer<typeof scenarioEnded>;
