import { readApk } from '../../apk/apk.ts';
import { stopPackage } from '../../device/device.ts';
import { automationRunner, automationServerId, automationTestId, launchComponent } from '../../device/packages.ts';
import { type Command, type CommandCall, type CommandTable, operands, optionValue, unsupported } from '../command.ts';

/** The largest APK taken, bytes. */
const maxApkBytes = 96 * 1024 * 1024;

const valued = ['--user', '-i', '-S', '--abi', '--install-location', '-p', '-f', '-a', '-c', '-d', '-t', '--uid'];

const failure = (call: CommandCall, reason: string): number => {
  call.out(`Failure [${reason}]\n`);
  return 1;
};

async function readInput(call: CommandCall, size: number): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let got = 0;
  for await (const chunk of call.input) {
    parts.push(chunk);
    got += chunk.length;
    if (got >= size) return Buffer.concat(parts, size);
  }
  return undefined;
}

/** `install [-r] [-g] .. -S BYTES` with the APK on stdin, or `install PATH`. */
async function install(call: CommandCall): Promise<number> {
  const size = Number(optionValue(call.args, '-S') ?? Number.NaN);
  let bytes: Uint8Array | undefined;
  if (Number.isInteger(size)) {
    if (size < 1 || size > maxApkBytes) return failure(call, `INSTALL_FAILED_INSUFFICIENT_STORAGE: ${size} bytes`);
    bytes = await readInput(call, size);
  } else {
    const entry = call.device.files.find(operands(call.args.slice(1), valued)[0] ?? '');
    if (entry?.kind === 'file') bytes = entry.bytes;
  }
  if (!bytes) return failure(call, 'INSTALL_FAILED_INVALID_URI');
  const apk = readApk(bytes);
  if (!apk) return failure(call, 'INSTALL_PARSE_FAILED_NOT_APK: no readable AndroidManifest.xml');
  if (call.device.packages.find(apk.id)?.of === 'phone') {
    call.device.log('warn', `pm install ${apk.id}: the app is part of this simulated phone and stays as it is`);
    return failure(call, 'INSTALL_FAILED_VERSION_DOWNGRADE');
  }
  call.device.packages.install(apk);
  call.out('Success\n');
  return 0;
}

function list(call: CommandCall, [what, ...rest]: readonly string[]): number {
  const { device, out } = call;
  if (what === 'instrumentation') {
    const both = [automationTestId, automationServerId].every((id) => device.packages.find(id));
    if (both) out(`instrumentation:${automationRunner} (target=${automationServerId})\n`);
    return 0;
  }
  if (what === 'features') {
    out('feature:reqGlEsVersion=0x30002\nfeature:android.hardware.telephony\nfeature:android.hardware.touchscreen\n');
    return 0;
  }
  if (what !== 'packages' && what !== 'package') return unsupported(call);
  const filter = operands(rest, valued)[0] ?? '';
  for (const { id, of, versionCode } of device.packages.list()) {
    if (!id.includes(filter) || (rest.includes('-3') && (of === 'phone' || id === 'android'))) continue;
    out(`package:${id}${rest.includes('--show-versioncode') ? ` versionCode:${versionCode}` : ''}\n`);
  }
  return 0;
}

function resolveActivity({ device, out }: CommandCall, args: readonly string[]): number {
  const found = device.packages.find(operands(args, valued).at(-1) ?? optionValue(args, '-p') ?? '');
  const component = found && launchComponent(found);
  out(
    component
      ? `priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true\n${component}\n`
      : 'No activity found\n',
  );
  return 0;
}

function clear(call: CommandCall, id: string): number {
  const { device, out } = call;
  if (!device.packages.find(id)) {
    out('Failed\n');
    return 1;
  }
  stopPackage(device, id);
  if (device.packages.find(id)?.of === 'device' || device.clearData(id)) {
    out('Success\n');
    return 0;
  }
  device.log('warn', `pm clear ${id}: this phone keeps the app's data; start sessions with appium:noReset`);
  out('Failed\n');
  return 1;
}

function uninstall(call: CommandCall, id: string): number {
  if (!call.device.packages.uninstall(id)) return failure(call, 'DELETE_FAILED_INTERNAL_ERROR');
  stopPackage(call.device, id);
  call.out('Success\n');
  return 0;
}

function dispatch(call: CommandCall, args: readonly string[]): number | Promise<number> {
  const [verb, ...rest] = args;
  const target = operands(rest, valued)[0] ?? '';
  switch (verb) {
    case 'list':
      return list(call, rest);
    case 'install':
      return install({ ...call, args });
    case 'uninstall':
      return uninstall(call, target);
    case 'clear':
      return clear(call, target);
    case 'resolve-activity':
      return resolveActivity(call, rest);
    case 'path': {
      if (!call.device.packages.find(target)) return 1;
      call.out(`package:/data/app/${target}/base.apk\n`);
      return 0;
    }
    case 'grant':
    case 'revoke':
      return call.device.packages.find(target) ? 0 : failure(call, `Unknown package: ${target}`);
    default:
      return unsupported(call);
  }
}

/** The package manager, for `pm ..` and `cmd package ..`. */
export const packageManager: Command = (call) => dispatch(call, call.args);

/** `pm`. */
export const packageCommands: CommandTable = { pm: packageManager };
