import { stopPackage } from '../../device/device.ts';
import { automationRunner, automationServerId, automationTestId, settingsAppId } from '../../device/packages.ts';
import { type Command, type CommandCall, type CommandTable, operands, optionValue, unsupported } from '../command.ts';
import { parseIntent } from '../intent.ts';
import { startActivity } from './start-activity.ts';

/** `am instrument -w .. RUNNER`: does not end before the automation does. */
async function instrument(call: CommandCall): Promise<number> {
  const { device, out } = call;
  const runner = call.args.at(-1) ?? '';
  const installed = [automationServerId, automationTestId].every((id) => device.packages.find(id));
  if (runner !== automationRunner || !installed) {
    out(`INSTRUMENTATION_STATUS: Error=Unable to find instrumentation info for: ComponentInfo{${runner}}\n`);
    out(`INSTRUMENTATION_STATUS_CODE: -1\nINSTRUMENTATION_FAILED: ${runner}\n`);
    return 1;
  }
  const how = await new Promise<string>((resolve) => {
    device.processes.start(automationServerId);
    device.automation.start(resolve);
    // a host that hangs up leaves the instrumentation running, as on a real phone
  });
  device.processes.stop(automationServerId);
  if (how === 'finished') out('\nTime: 1.234\n\nOK (1 test)\n\n');
  else out('INSTRUMENTATION_RESULT: shortMsg=Process crashed.\nINSTRUMENTATION_CODE: 0\n');
  return 0;
}

/** `am broadcast`: Appium's settings app answers what the driver asks of it, nobody listens to the rest. */
function broadcast(call: CommandCall, args: readonly string[]): number {
  const { device, out } = call;
  const { action = '' } = parseIntent(args);
  const head = `Broadcasting: Intent { act=${action} flg=0x400000 }\nBroadcast completed: result=`;
  if (!device.processes.find(settingsAppId)) {
    out(`${head}0\n`);
    return 0;
  }
  if (action === 'io.appium.settings.clipboard.get') {
    out(`${head}-1, data="${Buffer.from(device.clipboard.text).toString('base64')}"\n`);
  } else if (action === 'io.appium.settings.notifications') out(`${head}-1, data="{"statusBarNotifications":[]}"\n`);
  else if (action === 'io.appium.settings.scan_media')
    out(`${head}-1\n`); // pushed files need no scan to be found
  else if (action.startsWith('io.appium.settings.')) {
    device.log('warn', `am broadcast ${action}: accepted, but it changes nothing on this simulated phone`);
    out(`${head}-1\n`);
  } else out(`${head}0\n`);
  return 0;
}

function forceStop(call: CommandCall, id: string): number {
  const runs = call.device.packages.find(id) !== undefined;
  if (runs) stopPackage(call.device, id);
  return 0;
}

function dispatch(call: CommandCall): number | Promise<number> {
  const [verb, ...rest] = call.args;
  switch (verb) {
    case 'start':
    case 'start-activity':
      return startActivity(call, rest);
    case 'start-service':
    case 'startservice':
    case 'start-foreground-service': {
      const component = optionValue(rest, '-n') ?? operands(rest, ['--user', '-a'])[0] ?? '';
      const id = component.split('/')[0] ?? '';
      if (call.device.packages.find(id)?.of !== 'device') return unsupported(call);
      call.device.processes.start(id);
      call.out(`Starting service: Intent { cmp=${component} }\n`);
      return 0;
    }
    case 'force-stop':
    case 'kill':
      return forceStop(call, operands(rest, ['--user'])[0] ?? '');
    case 'instrument':
      return instrument(call);
    case 'broadcast':
      return broadcast(call, rest);
    case 'get-current-user':
      call.out('0\n');
      return 0;
    default:
      return unsupported(call);
  }
}

/** The activity manager, for `am ..` and `cmd activity ..`. */
export const activityManager: Command = (call) => dispatch(call);

/** `am`. */
export const activityCommands: CommandTable = { am: activityManager };
