import { adbDevices } from '../farm/adb-protocol.ts';
import { loadFarm } from '../farm/read-farm.ts';
import { announcedRegistryPort, tunnelledIphones } from '../farm/tunnel-registry.ts';
import { exitCodes } from './exit-codes.ts';
import { terminal } from './terminal.ts';

interface Attached {
  readonly os: 'android' | 'ios';
  readonly udid: string;
  readonly state: string;
  readonly model: string | null;
}

const defaultAdbPort = 5037;

/**
 * Asks what is up already and starts nothing: an adb server that we started would take hold of phones on USB.
 * @returns the exit code
 */
export async function devicesCommand(options: { readonly farm?: string; readonly json?: true }): Promise<number> {
  const screen = terminal(options.json ? process.stderr : process.stdout);
  const farm = loadFarm(options.farm);
  const registryPort = farm.tunnelRegistry ?? announcedRegistryPort();
  const [androids, iphones] = await Promise.all([
    adbDevices(defaultAdbPort).catch(() => undefined),
    registryPort === undefined ? undefined : tunnelledIphones(registryPort).catch(() => undefined),
  ]);
  const attached: Attached[] = [
    ...(androids ?? []).map(({ serial, state, model }) => ({ os: 'android' as const, udid: serial, state, model })),
    ...(iphones ?? []).map((udid) => ({ os: 'ios' as const, udid, state: 'device', model: null })),
  ];
  const phones = farm.pairs.flatMap(({ name, android, ios }) =>
    [android, ios].map((phone) => ({
      pair: name,
      name: phone.name,
      os: phone.os,
      simulated: phone.simulated,
      udid: phone.simulated ? null : phone.udid,
    })),
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ attached, farm: { source: farm.source, phones } })}\n`);
    return exitCodes.held;
  }
  screen.line('Attached:');
  for (const { os, udid, state, model } of attached)
    screen.line(`  ${os.padEnd(8)} ${udid.padEnd(28)} ${state}${model === null ? '' : `  ${model}`}`);
  if (androids === undefined)
    screen.line('  no adb server is running. For phones on USB start one with "adb start-server".');
  else if (androids.length === 0) screen.line('  the adb server knows no Android phone.');
  if (iphones === undefined)
    screen.line('  no iPhone tunnel is up. Start it with "sudo npx appium driver run xcuitest tunnel-creation".');
  else if (iphones.length === 0) screen.line('  the tunnel registry knows no iPhone.');
  screen.line(`Phones of ${farm.source}:`);
  for (const { pair, name, os, simulated, udid } of phones)
    screen.line(`  ${os.padEnd(8)} ${(udid ?? name).padEnd(28)} ${simulated ? 'simulated' : 'real'}  pair ${pair}`);
  return exitCodes.held;
}
