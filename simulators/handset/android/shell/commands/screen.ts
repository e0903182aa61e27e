import { FileStoreError } from '../../device/files.ts';
import { densityDpi, screenPixels } from '../../device/properties.ts';
import { type Command, type CommandTable, operands, unsupported } from '../command.ts';

const wm: Command = (call) => {
  const { device, args, out } = call;
  const { width, height } = screenPixels(device.phone);
  if (args.length === 1 && args[0] === 'size') out(`Physical size: ${width}x${height}\n`);
  else if (args.length === 1 && args[0] === 'density') out(`Physical density: ${densityDpi(device.phone)}\n`);
  else if (args[0] !== 'dismiss-keyguard') return unsupported(call);
  return 0;
};

/** `screencap [-p] [-d DISPLAY] [FILE]`: always a PNG. */
const screencap: Command = ({ args, device, out, err }) => {
  const [path] = operands(args, ['-d']);
  if (path === undefined) {
    out(device.phone.screenshot());
    return 0;
  }
  try {
    device.files.write(path, device.phone.screenshot(), 0o660, device.phone.now());
    return 0;
  } catch (error) {
    if (!(error instanceof FileStoreError)) throw error;
    err(`Error opening file: ${path} (${error.message})\n`);
    return 1;
  }
};

/** A phone without a screen lock; it can be asked for one, and none can be set. */
const locksettings: Command = (call) => {
  const [verb] = call.args;
  if (verb === 'help')
    call.out('lockSettings service commands:\n  get-disabled [--old <CREDENTIAL>] [--user USER_ID]\n');
  else if (verb === 'get-disabled') call.out('true\n');
  else return unsupported(call);
  return 0;
};

/** The screen and its lock. */
export const screenCommands: CommandTable = { wm, screencap, locksettings };
