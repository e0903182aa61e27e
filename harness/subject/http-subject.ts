import type { Clock } from '../../simulators/kernel/clock.ts';
import type { Fetch } from '../../simulators/kernel/network.ts';
import { asking, readAnswer } from './ask.ts';
import { chainPage } from './contract/manifest.ts';
import { observedEventPage, recordPage } from './contract/page.ts';
import { archiveRecord } from './contract/record.ts';
import { takeExport } from './export/take-export.ts';
import { openCopy } from './open-copy.ts';
import { parseVerifierKey } from './proof/signed-note.ts';
import { recordsOffice } from './records-office.ts';
import type { Subject, SubjectOperation } from './subject.ts';
import { subjectLog } from './subject-log.ts';
import type { TenantKeys } from './tenant-keys.ts';
import { isTombstoneOf } from './verify-tombstone.ts';

export interface HttpSubjectOptions {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** Without a trailing slash: `http://enterprise.test`. */
  readonly baseUrl: string;
  /** Bearer tokens, one a role. */
  readonly credentials: { readonly auditor: string; readonly operator?: string };
  readonly keys: TenantKeys;
  /** Default: all that the contract has now. */
  readonly operations?: readonly SubjectOperation[];
  /** For one question, ms; default 10,000. */
  readonly timeoutMs?: number;
}

const pageRows = 100;

const readOperations = [
  ...(['records', 'record', 'events', 'open'] as const),
  ...(['checkpoint', 'proof', 'consistency', 'export', 'manifests'] as const),
] as const;
/** What a records officer needs, all of it. */
const officeOperations = ['policy', 'holds', 'erasures'] as const;

/** Anyone's subject, asked over HTTP. Every answer is held against the contract's schemas. */
export function createHttpSubject(options: HttpSubjectOptions): Subject {
  const { clock, fetch, baseUrl, credentials, keys, timeoutMs = 10_000 } = options;
  const operations = new Set(options.operations ?? ([...readOperations, ...officeOperations] as const));
  const hasOffice = officeOperations.every((operation) => operations.has(operation));

  const ask = asking({ clock, fetch, baseUrl, token: credentials.auditor, operations, timeoutMs });

  const logKey = keys.log === undefined ? undefined : parseVerifierKey(keys.log);
  const page = (after = '0'): string => `?after=${encodeURIComponent(after)}&limit=${pageRows}`;

  return {
    operations,
    records: async (after) => readAnswer('records', await ask('records', `/records${page(after)}`), recordPage),
    events: async (after) => readAnswer('events', await ask('events', `/events${page(after)}`), observedEventPage),
    async record(recordId) {
      const answer = await ask('record', `/records/${encodeURIComponent(recordId)}`);
      return answer.status === 404 ? undefined : readAnswer('record', answer, archiveRecord);
    },
    ...(operations.has('manifests') && {
      chain: async (deviceId: string, after?: string) => {
        const path = `/manifests${page(after)}&device_id=${encodeURIComponent(deviceId)}`;
        return readAnswer('manifests', await ask('manifests', path), chainPage);
      },
    }),
    buried: (recordId, tombstone) => isTombstoneOf(recordId, tombstone, keys),
    ...(credentials.operator !== undefined &&
      hasOffice && {
        office: recordsOffice({ clock, fetch, baseUrl, operatorToken: credentials.operator, timeoutMs }),
      }),
    archiveKeys: keys.archive ?? [],
    takeExport: (request) => takeExport(ask, clock, request),
    log: logKey && subjectLog(ask, logKey),
    open: (record) => (operations.has('open') ? openCopy(record, keys) : { body: null, content_hash_valid: null }),
  };
}
