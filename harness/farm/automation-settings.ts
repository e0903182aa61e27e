import { z } from 'zod';

/** What the automation host is told, as JSON in the environment variable `GREENROOM_AUTOMATION`. */
export const automationSettings = z.strictObject({
  /** A folder that the host creates for itself and removes when it goes. */
  scratch: z.string(),
  /** The folder whose node_modules hold Appium's drivers. */
  packageRoot: z.string(),
  adb: z.string(),
  adbPort: z.number(),
  /** False when the adb server on `adbPort` is somebody else's and already up. */
  ownsAdb: z.boolean(),
  appiumPort: z.number(),
  logFile: z.string(),
});
export type AutomationSettings = z.infer<typeof automationSettings>;

/** How the host's phones are reached: told when it is up, because phones start at the same time. */
export const automationReach = z.strictObject({
  /** Serials that adb must connect to: simulated phones and phones on the network. */
  connect: z.array(z.string()),
  /** Of the RemoteXPC tunnels; absent where there is none. */
  registryPort: z.number().exactOptional(),
  /** Where usbmuxd listens; absent for the system's own, null to keep the driver away from it. */
  usbmuxdSocket: z.string().nullable().exactOptional(),
});
export type AutomationReach = z.infer<typeof automationReach>;

/** The host's answer to its start and to each message: done, or why not, in one line. */
export const automationReply = z.union([
  z.strictObject({ done: z.literal(true) }),
  z.strictObject({ failed: z.string() }),
]);
