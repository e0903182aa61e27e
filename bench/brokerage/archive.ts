import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../../harness/gate/durability/archive-process.ts';
import { type ServingProcess, startProcess } from '../../harness/gate/durability/process.ts';

/** The reference archive in a process of its own, on a file. */
export interface BrokerageArchive {
  /** Where it is now; nothing while it is down. */
  origin(): string | undefined;
  /** Kills it as a power cut would and starts it again. Resolves when it listens. */
  killOnce(): Promise<void>;
  close(): Promise<void>;
}

/** @param seed draws its tenant, so that whoever has it can enrol */
export async function brokerageArchive(seed: string): Promise<BrokerageArchive> {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-brokerage-'));
  let running: ServingProcess;
  let origin: string | undefined;
  async function start(): Promise<void> {
    running = startProcess([process.execPath, program, join(folder, 'archive.db'), seed]);
    origin = await running.origin;
    if (origin === undefined) throw new Error(`the archive does not start: ${running.complaint()}`);
  }
  await start();
  return {
    origin: () => origin,
    async killOnce() {
      origin = undefined;
      await running.kill();
      await start();
    },
    async close() {
      await running.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
