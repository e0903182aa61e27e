import { sha256Hex } from '../../crypto/sha256.ts';
import { type Clock, timestamp } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import { Problem } from '../http/problem.ts';
import type { Ed25519SigningKey } from '../standard-webhooks/keys.ts';
import type { ArchiveSource } from './archive-source.ts';
import { compressions } from './compress.ts';
import type { Cut, ExportJob, ExportsStore, MadeExport } from './exports-store.ts';
import { formats } from './formats/formats.ts';
import { type ExportFile, type ExportManifest, signManifest } from './manifest.ts';
import { leavesPerFile, partAgain, parts } from './parts.ts';
import type { ExportRequest } from './schema.ts';

export interface ExportsOptions {
  readonly clock: Clock;
  /** Ids are drawn from it. */
  readonly random: Random;
  readonly tenant: { readonly id: string; readonly archiveKey: Ed25519SigningKey };
  readonly source: ArchiveSource;
  readonly store: ExportsStore;
  /** Told of each export that was made. */
  readonly onMade: (job: ExportJob, manifest: ExportManifest) => void;
}

/** Exports of one tenant's archive. */
export interface Exports {
  /** Takes the snapshot and begins; answers the export's id. */
  start(request: ExportRequest): Promise<string>;
  /** The signed manifest to the byte; `making` while it is made, which is begun again after a restart. @throws Problem */
  manifest(exportId: string): Promise<string | 'making'>;
  /** File `n` of the manifest, from 1. @throws Problem `gone` when a record of it was erased since */
  part(exportId: string, n: number): Promise<{ readonly name: string; readonly bytes: Uint8Array }>;
}

const numbered = (name: string, n: number, ending: string): string => `${name}-${String(n).padStart(5, '0')}.${ending}`;

export function createExports({ clock, random, tenant, source, store, onMade }: ExportsOptions): Exports {
  /** Being made now. A failure stays until it was told of. */
  const making = new Map<string, { failure?: unknown }>();

  /** Lets whoever waits have their turn: an export of many parts must not stop the archive. */
  const turn = (): Promise<void> => new Promise((resolve) => void clock.after(0, 'export goes on', resolve));

  async function make(job: ExportJob): Promise<MadeExport> {
    const { request } = job;
    const ending = `${formats[request.format].ending}${compressions[request.compression].ending}`;
    const files: ExportFile[] = [];
    const cuts: Cut[] = [];
    for await (const { cut, part } of parts(source, job)) {
      const { bytes, records } = part;
      const name = numbered('records', files.length + 1, ending);
      files.push({ name, bytes: bytes.length, sha256: sha256Hex(bytes), records });
      cuts.push(cut);
      await turn();
    }
    const { custodian, from, to, format, compression } = request;
    const manifest = {
      v: 1 as const,
      export_id: job.exportId,
      tenant: tenant.id,
      created_at: timestamp(job.createdAtMs),
      filter: { custodian, from, to },
      format,
      compression,
      encoding: formats[format].encoding,
      snapshot: String(job.snapshot),
      records: files.reduce((sum, { records }) => sum + records, 0),
      files,
      log: job.log && { checkpoint: job.log.checkpoint, leaf_hashes: await leafHashFiles(job.log.size) },
    };
    onMade(job, { ...manifest, kid: tenant.archiveKey.kid });
    return { manifest: signManifest(manifest, tenant.archiveKey), cuts };
  }

  async function leafHashFiles(size: number): Promise<Omit<ExportFile, 'records'>[]> {
    const files: Omit<ExportFile, 'records'>[] = [];
    for (let from = 0; from < size; from += leavesPerFile) {
      const bytes = await source.leafHashes(from, Math.min(size, from + leavesPerFile));
      const name = numbered('leaf-hashes', files.length + 1, 'bin');
      files.push({ name, bytes: bytes.length, sha256: sha256Hex(bytes) });
      await turn();
    }
    return files;
  }

  function begin(job: ExportJob): void {
    const state: { failure?: unknown } = {};
    making.set(job.exportId, state);
    make(job)
      .then((made) => store.keep(job.exportId, made))
      .then(() => void making.delete(job.exportId))
      .catch((error: unknown) => {
        state.failure = error;
      });
  }

  async function known(exportId: string): Promise<NonNullable<Awaited<ReturnType<ExportsStore['byId']>>>> {
    const found = await store.byId(exportId);
    if (!found) throw new Problem('not-found', 'no export has this id');
    return found;
  }

  return {
    async start(request) {
      const createdAtMs = clock.now();
      const { position, candidates, leaves } = await source.snapshot(request.custodian);
      const log = await source.log(leaves);
      for (;;) {
        // After a restart the same randomness may draw an id that is taken.
        const exportId = `exp_${Buffer.from(random.bytes(12)).toString('hex')}`;
        const job: ExportJob = { exportId, createdAtMs, request, snapshot: position, candidates, log };
        if (!(await store.add(job))) continue;
        begin(job);
        return exportId;
      }
    },

    async manifest(exportId) {
      const { job, made } = await known(exportId);
      if (made) return made.manifest;
      const state = making.get(exportId);
      if (!state) begin(job);
      else if ('failure' in state) {
        making.delete(exportId);
        throw state.failure;
      }
      return 'making';
    },

    async part(exportId, n) {
      const { job, made } = await known(exportId);
      if (!made) throw new Problem('conflict', 'the export is being made: its manifest comes first');
      const { files, log } = JSON.parse(made.manifest) as ExportManifest;
      const file = [...files, ...(log?.leaf_hashes ?? [])][n - 1];
      if (!file) throw new Problem('not-found', 'the export has no such part');
      const cut = made.cuts[n - 1];
      const from = (n - 1 - files.length) * leavesPerFile;
      const bytes = cut
        ? (await partAgain(source, job, cut)).bytes
        : await source.leafHashes(from, Math.min(job.log?.size ?? 0, from + leavesPerFile));
      if (sha256Hex(bytes) !== file.sha256)
        throw new Problem('gone', 'a record of this part was erased since the export was taken: take another one');
      return { name: file.name, bytes };
    },
  };
}
