import { createHash } from 'node:crypto';
import { sha256Hex } from '../../../simulators/crypto/sha256.ts';
import { canonical } from '../../../simulators/kernel/journal/entry.ts';
import type { Journal } from '../../../simulators/kernel/journal/journal.ts';
import type { ExportRequest } from '../contract/export.ts';
import { formatVerifierKey } from '../proof/signed-note.ts';
import { type Subject, SubjectError } from '../subject.ts';
import { checkExport, type Trusted } from './check-export.ts';
import { comparePages, type PagesRead, readPages, recordDigest } from './compare-pages.ts';
import type { ExportSource } from './export-source.ts';

/** What the second export of a run is: another one in the next run. */
const others = (['jsonl', 'edrm-xml', 'concordance-dat', 'eml'] as const).flatMap((format) =>
  (['gzip', 'zstd'] as const).map((compression) => ({ format, compression })),
);

/**
 * Takes two exports of a subject, a plain one and a compressed one, checks each and holds it against the pages; journals
 * what that came to as `subject.export`, or `subject.error` where the subject could not answer.
 * @returns the plain one
 */
export async function watchExports(subject: Subject, journal: Journal): Promise<ExportSource | undefined> {
  const turn = Number.parseInt(journal.head().slice(0, 8), 16) % others.length;
  try {
    const plain = await watchOne(subject, journal, { format: 'jsonl', compression: 'none' });
    await watchOne(subject, journal, others[turn] ?? {});
    return plain;
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    journal.append('subject.error', { operation: error.operation, reason: error.reason });
    return undefined;
  }
}

async function watchOne(subject: Subject, journal: Journal, request: ExportRequest): Promise<ExportSource> {
  const pages = await readPages(subject);
  const source = await subject.takeExport(request);
  const trusted: Trusted = { archiveKeys: subject.archiveKeys, log: { key: subject.log?.key, checkpoints: [] } };
  await journalExport(subject, journal, { source, pages, trusted });
  return source;
}

/** Checks without which nothing is known of an export. */
const ofExport: ReadonlySet<string> = new Set(['manifest', 'signature', 'files', 'records']);

interface Taken {
  readonly source: ExportSource;
  readonly pages: PagesRead;
  readonly trusted: Trusted;
}

async function journalExport(subject: Subject, journal: Journal, { source, pages, trusted }: Taken): Promise<void> {
  const digests = new Map<string, string>();
  const whole = createHash('sha256');
  const { manifest, checks } = checkExport(source, trusted, ({ record, proof }) => {
    digests.set(record.record_id, recordDigest(record));
    whole.update(`${canonical({ record, proof })}\n`);
  });
  const said = (outcome: 'violated' | 'unknown'): string[] =>
    checks
      // Whether there is a log, and what it said at other times, is what the log's own invariant is about.
      .filter((each) => each.outcome === outcome && (outcome === 'violated' || ofExport.has(each.check)))
      .flatMap(({ check, findings }) => findings.map((finding) => `${check}: ${finding}`));
  journal.append('subject.export', {
    export_id: manifest?.export_id ?? '',
    format: manifest?.format ?? '',
    compression: manifest?.compression ?? '',
    snapshot: manifest?.snapshot ?? '',
    records: digests.size,
    manifest_sha256: sha256Hex(source.manifest),
    digest: whole.digest('hex'),
    violated: said('violated'),
    unknown: said('unknown'),
    pages: await comparePages(subject, pages, digests),
    archive_keys: trusted.archiveKeys.map(({ kid, publicKey }) => ({
      kid,
      key: Buffer.from(publicKey).toString('base64'),
    })),
    log_key: trusted.log.key ? formatVerifierKey(trusted.log.key) : null,
  });
}
