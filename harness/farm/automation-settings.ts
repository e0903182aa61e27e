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
  /** Serials that adb must connect to first: simulated phones and phones on the network. */
  connect: z.array(z.string()),
  /** Of the RemoteXPC tunnels; absent where there is none. */
  registryPort: z.number().optional(),
  /** Where usbmuxd listens; absent for the system's own. A path where nothing is keeps the driver away from it. */
  usbmuxdSocket: z.string().optional(),
  logFile: z.string(),
});
export type AutomationSettings = z.infer<typeof automationSettings>;

/** The host's first message: it is ready, or why it is not, in one line. */
export const automationReply = z.union([
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ failed: z.string() }),
]);
