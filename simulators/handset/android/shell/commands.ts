import type { CommandTable } from './command.ts';
import { activityCommands } from './commands/activity.ts';
import { basicCommands } from './commands/basic.ts';
import { cmdCommands } from './commands/cmd.ts';
import { dumpsysCommands } from './commands/dumpsys.ts';
import { fileCommands } from './commands/files.ts';
import { inputCommands } from './commands/input.ts';
import { inputMethodCommands } from './commands/input-method.ts';
import { logcatCommands } from './commands/logcat.ts';
import { packageCommands } from './commands/package.ts';
import { processCommands } from './commands/process.ts';
import { propertyCommands } from './commands/property.ts';
import { screenCommands } from './commands/screen.ts';
import { settingsCommands } from './commands/settings.ts';

/** Every command of the phone's shell by name. */
export const commands: CommandTable = {
  ...basicCommands,
  ...propertyCommands,
  ...settingsCommands,
  ...dumpsysCommands,
  ...packageCommands,
  ...activityCommands,
  ...cmdCommands,
  ...processCommands,
  ...logcatCommands,
  ...inputCommands,
  ...inputMethodCommands,
  ...screenCommands,
  ...fileCommands,
};
