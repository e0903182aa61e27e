import { type AndroidDevice, stopPackage } from '../../device/device.ts';
import { type DevicePackage, launchComponent, launcherId } from '../../device/packages.ts';
import type { CommandCall } from '../command.ts';
import { describeIntent, type Intent, parseIntent } from '../intent.ts';

const view = 'android.intent.action.VIEW';
const messaging = new Set([view, 'android.intent.action.SENDTO']);
const home = 'android.intent.category.HOME';
const settingsScreens = new Set([
  'android.settings.SETTINGS',
  'android.settings.AIRPLANE_MODE_SETTINGS',
  'android.settings.WIRELESS_SETTINGS',
]);
const systemSettingsId = 'com.android.settings';

/** `pkg/.Name` and `pkg/pkg.Name` are the same component. */
const fullName = (id: string, activity: string): string => (activity.startsWith('.') ? id + activity : activity);

/** What came of an intent: an app brought to front, or nobody that takes it. */
type Outcome =
  | { readonly is: 'started'; readonly component: string; readonly launch: 'COLD' | 'HOT' }
  | { readonly is: 'no-such-activity'; readonly component: string }
  | { readonly is: 'unresolved' };

function launch(device: AndroidDevice, found: DevicePackage, stopFirst: boolean): Outcome {
  const component = launchComponent(found) ?? found.id;
  if (stopFirst) stopPackage(device, found.id);
  const running = device.processes.find(found.id) !== undefined;
  if (found.of === 'device') {
    // no screen of its own here; the launcher is the phone's home
    if (found.id === launcherId) device.phone.home();
    else device.processes.start(found.id);
  } else if (!device.phone.launch(found.id)) return { is: 'unresolved' };
  return { is: 'started', component, launch: running ? 'HOT' : 'COLD' };
}

function openData(device: AndroidDevice, data: string, packageId: string | undefined): Outcome {
  if (packageId !== undefined && !device.packages.find(packageId)) return { is: 'unresolved' };
  if (!device.phone.openUrl(data)) return { is: 'unresolved' };
  const front = device.packages.find(device.phone.foreground());
  return { is: 'started', component: (front && launchComponent(front)) ?? device.phone.foreground(), launch: 'HOT' };
}

function resolve(device: AndroidDevice, intent: Intent): Outcome {
  const { component, packageId, action, data, categories, stopFirst } = intent;
  if (data !== undefined && messaging.has(action ?? view)) {
    if (stopFirst && packageId !== undefined) stopPackage(device, packageId);
    return openData(device, data, packageId ?? component?.split('/')[0]);
  }
  if (component !== undefined) {
    const slash = component.indexOf('/');
    const found = device.packages.find(component.slice(0, slash));
    const activity = component.slice(slash + 1);
    const known = found?.activity !== undefined && fullName(found.id, found.activity) === fullName(found.id, activity);
    return found && known ? launch(device, found, stopFirst) : { is: 'no-such-activity', component };
  }
  if (categories.includes(home)) {
    device.phone.home();
    return { is: 'started', component: launcherId, launch: 'HOT' };
  }
  const wanted = packageId ?? (settingsScreens.has(action ?? '') ? systemSettingsId : undefined);
  const found = wanted === undefined ? undefined : device.packages.find(wanted);
  return found?.activity === undefined ? { is: 'unresolved' } : launch(device, found, stopFirst);
}

/**
 * `am start`: brings an app to front, or opens an `sms:` link, and says so in am's words. Like the real one it exits
 * with 0 either way, and complains on stdout only when it was told to wait.
 */
export function startActivity({ device, out, err }: CommandCall, args: readonly string[]): number {
  const intent = parseIntent(args);
  const outcome = resolve(device, intent);
  const complain = intent.wait ? out : err;
  out(`Starting: ${describeIntent(intent)}\n`);
  if (outcome.is === 'no-such-activity') {
    complain(`Error type 3\nError: Activity class {${outcome.component}} does not exist.\n`);
  } else if (outcome.is === 'unresolved') {
    complain(`Error: Activity not started, unable to resolve ${describeIntent(intent)}\n`);
  } else {
    const { component, launch: how } = outcome;
    device.logcat.add(
      'I',
      'ActivityTaskManager',
      `START u0 {act=${intent.action ?? ''} cmp=${component}} from uid 2000`,
    );
    if (intent.wait) {
      out(`Status: ok\nLaunchState: ${how}\nActivity: ${component}\nTotalTime: 0\nWaitTime: 3\nComplete\n`);
    }
  }
  return 0;
}
