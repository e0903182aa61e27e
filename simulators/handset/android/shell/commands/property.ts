import type { Command, CommandTable } from '../command.ts';

const maxProperties = 4096;

const getprop: Command = ({ args, device, out }) => {
  const [name, fallback = ''] = args;
  if (name !== undefined) out(`${device.properties.get(name) ?? fallback}\n`);
  else for (const [key, value] of device.properties) out(`[${key}]: [${value}]\n`);
  return 0;
};

const setprop: Command = ({ args, device, err }) => {
  const [name, value] = args;
  if (name === undefined || value === undefined) {
    err('usage: setprop NAME VALUE\n');
    return 1;
  }
  // read-only once set, as init keeps them
  if (name.startsWith('ro.') || device.properties.size >= maxProperties) {
    err(`Failed to set property '${name}' to '${value}'.\n`);
    return 1;
  }
  device.properties.set(name, value);
  return 0;
};

/** System properties. */
export const propertyCommands: CommandTable = { getprop, setprop };
