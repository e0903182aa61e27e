import { isSettingsNamespace } from '../../device/settings.ts';
import { type Command, type CommandTable, operands, unsupported } from '../command.ts';

/** `settings get|put|delete|list NAMESPACE [KEY [VALUE]]`. */
const settings: Command = (call) => {
  const { device, out, err } = call;
  const [operation, namespace, key, value] = operands(call.args, ['--user']);
  if (!isSettingsNamespace(namespace)) {
    err(`Invalid namespace '${namespace ?? ''}'\n`);
    return 255;
  }
  if (operation === 'list') {
    for (const [name, held] of device.settings.list(namespace)) out(`${name}=${held}\n`);
    return 0;
  }
  if (key === undefined || (operation === 'put' && value === undefined)) {
    err('Bad arguments\n');
    return 255;
  }
  switch (operation) {
    case 'get':
      out(`${device.settings.get(namespace, key) ?? 'null'}\n`);
      return 0;
    case 'put':
      device.settings.put(namespace, key, value ?? '');
      return 0;
    case 'delete':
      out(`Deleted ${device.settings.delete(namespace, key) ? 1 : 0} rows\n`);
      return 0;
    default:
      return unsupported(call);
  }
};

/** The settings provider. */
export const settingsCommands: CommandTable = { settings };
