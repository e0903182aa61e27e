import type { ArchiveRecord } from '../archive/schema.ts';
import type { ArchiveSource } from './archive-source.ts';
import { compressions } from './compress.ts';
import { type ExportedLine, exportedLine } from './exported-record.ts';
import type { Cut, ExportJob } from './exports-store.ts';
import { formats } from './formats/formats.ts';

/** A part holds no more records than this .. */
const mostRecords = 1000;
/** .. and no more of them than come to so many characters, unless it is a single one. */
const mostCharacters = 4 * 1024 * 1024;
/** Leaves whose hashes are in one file: 1 MiB of hashes. */
export const leavesPerFile = 32_768;

/** Some records of an export, as a file. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly records: number;
}

const isAskedFor = ({ archived_at }: ArchiveRecord, { from, to }: ExportJob['request']): boolean => {
  const at = Date.parse(archived_at);
  return (from === null || at >= Date.parse(from)) && (to === null || at < Date.parse(to));
};

async function read(
  source: ArchiveSource,
  { request, log }: ExportJob,
  cut: Cut,
): Promise<{ readonly lines: readonly ExportedLine[]; readonly next: number }> {
  const { rows, next } = await source.page(cut, request.custodian);
  const records = rows.filter((record) => isAskedFor(record, request));
  const proofs = await source.proofs(
    records.map(({ record_id }) => record_id),
    log?.size ?? 0,
  );
  const lines = records.map((record) => exportedLine(record, proofs.get(record.record_id) ?? null));
  return { lines, next: Number(next) };
}

function written({ request }: ExportJob, lines: readonly ExportedLine[]): Part {
  const bytes = compressions[request.compression].compress(formats[request.format].file(lines));
  return { bytes, records: lines.length };
}

/** A part of an export that was made, made again. */
export async function partAgain(source: ArchiveSource, job: ExportJob, cut: Cut): Promise<Part> {
  return written(job, (await read(source, job, cut)).lines);
}

/** Cuts an export into parts, one after the other, up to its snapshot. What has no record that was asked for is no part. */
export async function* parts(
  source: ArchiveSource,
  job: ExportJob,
): AsyncGenerator<{ readonly cut: Cut; readonly part: Part }> {
  let after = 0;
  for (let left = job.candidates; left > 0; ) {
    let cut = { after, limit: Math.min(mostRecords, left) };
    let found = await read(source, job, cut);
    while (cut.limit > 1 && found.lines.reduce((sum, { text }) => sum + text.length, 0) > mostCharacters) {
      cut = { after, limit: Math.ceil(cut.limit / 2) };
      found = await read(source, job, cut);
    }
    if (found.lines.length > 0) yield { cut, part: written(job, found.lines) };
    left -= cut.limit;
    after = found.next;
  }
}
