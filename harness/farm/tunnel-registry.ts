import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Where the driver's own tunnel script (`appium driver run xcuitest tunnel-creation`) leaves its registry's port. */
export function announcedRegistryPort(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): number | undefined {
  const dataHome =
    platform === 'darwin'
      ? join(homedir(), 'Library', 'Application Support')
      : (env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'));
  try {
    const file = join(dataHome, 'appium-xcuitest-driver-nodejs', 'strongbox', 'tunnelRegistryPort');
    const port = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return port > 0 && port < 65536 ? port : undefined;
  } catch {
    return undefined;
  }
}

const registry = z.looseObject({ tunnels: z.record(z.string(), z.looseObject({ udid: z.string() })) });

/** The iPhones that a RemoteXPC tunnel registry knows, by udid. @throws when none answers on that port */
export async function tunnelledIphones(port: number, timeoutMs = 2_000): Promise<string[]> {
  const url = `http://127.0.0.1:${port}/remotexpc/tunnels`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  return Object.values(registry.parse(await answer.json()).tunnels).map(({ udid }) => udid);
}
