import { z } from 'zod';
import { ownCapabilities } from './own-capabilities.ts';

const aPort = { error: 'must be a port: a number from 1 to 65535' };
export const port = z.int(aPort).min(1, aPort).max(65535, aPort);
const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be a short name in lower case, like "ana"');
const msisdn = z.string().regex(/^\+[1-9][0-9]{6,14}$/, 'must be an E.164 number, like "+447700900001"');
const appium = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** A phone of the simulator: the world starts it, so nothing about it needs to be known here. */
export const simulatedPhone = z.strictObject({
  simulated: z.literal(true),
  os: z.enum(['android', 'ios']),
  name,
});

const real = {
  simulated: z.literal(false).default(false),
  name,
  udid: z.string().min(1, 'must not be empty'),
  osVersion: z.string().regex(/^\d+(\.\d+)*$/, 'must be a quoted version, like "18.5"'),
  msisdn,
  /** Whether faults that lose state, reboot the phone or touch its SIM may run on it. */
  allowDestructive: z.boolean().default(false),
  /** An Appium server that is up already. Without it Greenroom starts one of its own. */
  appium: appium.optional(),
  /** Capabilities that are added last, as they are: a provider's own ones, for instance. */
  capabilities: ownCapabilities.default({}),
};

export const realAndroid = z.strictObject({
  os: z.literal('android'),
  ...real,
  ports: z.strictObject({ systemPort: port.optional() }).default({}),
});

export const realIphone = z.strictObject({
  os: z.literal('ios'),
  ...real,
  ports: z.strictObject({ wdaLocalPort: port.optional(), mjpegServerPort: port.optional() }).default({}),
});

export type SimulatedPhone = z.infer<typeof simulatedPhone>;
export type RealAndroid = z.infer<typeof realAndroid>;
export type RealIphone = z.infer<typeof realIphone>;
/** One entry of the inventory. */
export type FarmPhone = SimulatedPhone | RealAndroid | RealIphone;
