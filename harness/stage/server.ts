import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { listenHttp } from '../../simulators/kernel/wall/listen.ts';
import { reachSubject } from '../subject/integration/reach-subject.ts';
import { type StageReady, stageSettings } from './api.ts';
import { controlApp } from './control.ts';
import { startFaces } from './faces.ts';
import { lobbyPhones } from './lobby.ts';
import { startScenarioWorld } from './scenario.ts';

/**
 * The world process of a rehearsal: simulated phones on their sockets, a fresh world behind them for every scenario, and
 * the control API. It is the only writer of journals. Tells its parent `{ready}` or `{failed}` first; ends on SIGTERM,
 * and by itself when its parent is gone.
 */
async function main(): Promise<void> {
  const settings = stageSettings.parse(JSON.parse(process.env['GREENROOM_STAGE'] ?? '{}'));
  const token = process.env['GREENROOM_TOKEN'] ?? '';
  if (token.length < 16) throw new Error('GREENROOM_TOKEN is missing or shorter than 16 characters');
  delete process.env['GREENROOM_TOKEN'];
  const reached = settings.subject && (await reachSubject({ ...settings.subject, env: process.env }));

  const scratch = mkdtempSync(join(tmpdir(), 'greenroom-world-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const clock = wallClock((label, error) => console.error(label, error));
  const phones = lobbyPhones(settings, clock);
  const faces = await startFaces(phones, settings, clock, scratch);
  const names = new Set<string>();
  const control = controlApp({
    token,
    start: (request) =>
      startScenarioWorld(
        join(settings.folder, freeName(request.name, names)),
        settings,
        request,
        phones,
        faces.faults,
        reached,
      ),
  });
  const listening = await listenHttp({}, async (request) => control.app.fetch(request));

  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), 3000).unref();
    await Promise.allSettled([listening.close(), control.abandon(), faces.close()]);
    process.exit(0);
  }
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  tell({ ready: { controlUrl: listening.origin, phones: [...faces.phones] } });
}

/** A folder's name made of a scenario's, with a number when there was one like it. */
function freeName(scenario: string, taken: Set<string>): string {
  const base =
    scenario
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'scenario';
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
  taken.add(name);
  return name;
}

function tell(message: { readonly ready: StageReady } | { readonly failed: string }): void {
  process.send?.(message);
}

process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group: the launcher decides
main().catch((error: unknown) => {
  console.error(error);
  tell({ failed: error instanceof Error ? error.message : String(error) });
  setTimeout(() => process.exit(3), 50);
});
