import type { Clock } from '../../../simulators/kernel/clock.ts';
import { type Ask, readAnswer, wait } from '../ask.ts';
import { type ExportRequest, exportManifest, exportStarted } from '../contract/export.ts';
import { SubjectError } from '../subject.ts';
import type { ExportSource } from './export-source.ts';

/** How long an export may be in the making, ms. */
const madeWithinMs = 600_000;

/**
 * Takes an export of a subject: asks for it, waits until it is made, and reads its manifest and every file that the manifest
 * names. What is in them is for others to check. @throws SubjectError
 */
export async function takeExport(ask: Ask, clock: Clock, request: ExportRequest): Promise<ExportSource> {
  const { export_id } = readAnswer('export', await ask('export', '/exports', request), exportStarted, 202);
  const path = `/exports/${export_id}`;
  const endMs = clock.now() + madeWithinMs;
  let described = await ask('export', path);
  for (; described.status === 202; described = await ask('export', path)) {
    if (clock.now() > endMs) throw new SubjectError('export', `was not made within ${madeWithinMs / 60_000} min`);
    await wait(clock, described.retryAfterMs ?? 1000);
  }
  const { files, log } = readAnswer('export', described, exportManifest);
  const taken = new Map<string, Uint8Array>();
  for (const [index, { name }] of [...files, ...(log?.leaf_hashes ?? [])].entries()) {
    const { status, bytes } = await ask('export', `${path}/parts/${index + 1}`);
    if (status !== 200) throw new SubjectError('export', `answered HTTP ${status} for part ${index + 1}`);
    taken.set(name, bytes);
  }
  return { manifest: described.bytes, names: [...taken.keys()], read: (name) => taken.get(name) };
}
