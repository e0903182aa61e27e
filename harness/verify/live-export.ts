import type { Clock } from '../../simulators/kernel/clock.ts';
import type { Fetch } from '../../simulators/kernel/network.ts';
import { type Checked, checking } from '../subject/export/checked.ts';
import { comparePages, readPages } from '../subject/export/compare-pages.ts';
import type { ExportSource } from '../subject/export/export-source.ts';
import { createHttpSubject } from '../subject/http-subject.ts';
import { isLoopback } from '../subject/integration/reach-subject.ts';
import { InputError } from './input-error.ts';

export interface LiveArchive {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** The tenant's. */
  readonly url: string;
  readonly auditorToken: string;
  /** Whoever asks says that a host other than this machine is theirs. */
  readonly iOwnThisHost: boolean;
}

/** An export that was just taken, and a check that can only be made while the archive is there. */
export interface LiveExport {
  readonly source: ExportSource;
  /** Whether the pages give what the export holds. */
  pages(digests: ReadonlyMap<string, string>): Promise<Checked>;
}

/** Takes an export of a live archive as its auditor. @throws InputError, SubjectError */
export async function liveExport({ clock, fetch, url, auditorToken, iOwnThisHost }: LiveArchive): Promise<LiveExport> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new InputError(`--url is ${JSON.stringify(url)}, but must be an http or https URL.`);
  const { hostname } = new URL(url);
  if (!isLoopback(hostname) && !iOwnThisHost)
    throw new InputError(
      `${hostname} is another machine. If the archive there is yours to audit, add --i-own-this-host.`,
    );
  const subject = createHttpSubject({
    clock,
    fetch,
    baseUrl: url.replace(/\/+$/, ''),
    credentials: { auditor: auditorToken },
    keys: { id: '', escrow: [], content: [] },
    operations: ['records', 'record', 'export'],
    timeoutMs: 60_000,
  });
  const read = await readPages(subject);
  const source = await subject.takeExport({ compression: 'zstd' });
  return {
    source,
    async pages(exported) {
      const check = checking('pages');
      const { records, ...wrong } = await comparePages(subject, read, exported);
      check.saw(records);
      for (const [what, ids] of Object.entries(wrong)) for (const id of ids) check.violated(`${id}: ${what}`);
      return check.end('the archive holds no record');
    },
  };
}
