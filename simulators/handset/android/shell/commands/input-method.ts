import { type Command, type CommandCall, type CommandTable, unsupported } from '../command.ts';

const current = 'default_input_method';
const enabled = 'enabled_input_methods';

/** The keyboards on the phone: its own, and those of Appium's settings app, which the driver switches to now and then. */
const installed = [
  'com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME',
  'io.appium.settings/.AppiumIME',
  'io.appium.settings/.UnicodeIME',
  'io.appium.settings/.EmptyIME',
];

const enabledIn = ({ device }: CommandCall): string[] =>
  (device.settings.get('secure', enabled) ?? '').split(':').filter((id) => id !== '');

const ime: Command = (call) => {
  const { args, device, out, err } = call;
  const [verb, id = ''] = args;
  if (verb === 'list') {
    const listed = args.includes('-a') ? installed : enabledIn(call);
    for (const found of listed) {
      out(args.includes('-s') ? `${found}\n` : `${found}:\n  mId=${found} mSettingsActivityName=null\n`);
    }
    return 0;
  }
  if (verb === 'reset') {
    device.settings.put('secure', current, installed[0] ?? '');
    out('Reset current and enabled IMEs for user #0\n');
    return 0;
  }
  if (verb !== 'set' && verb !== 'enable' && verb !== 'disable') return unsupported(call);
  if (!installed.includes(id)) {
    err(`Unknown input method ${id} cannot be ${verb === 'set' ? 'selected' : `${verb}d`} for user #0\n`);
    return 1;
  }
  const others = enabledIn(call).filter((found) => found !== id);
  if (verb === 'set') device.settings.put('secure', current, id);
  else device.settings.put('secure', enabled, (verb === 'enable' ? [...others, id] : others).join(':'));
  out(verb === 'set' ? `Input method ${id} selected for user #0\n` : `Input method ${id}: now ${verb}d for user #0\n`);
  return 0;
};

/** Keyboards. */
export const inputMethodCommands: CommandTable = { ime };
