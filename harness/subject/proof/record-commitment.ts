import { sha256Hex } from '../../../simulators/crypto/sha256.ts';
import { canonical } from '../../../simulators/kernel/journal/entry.ts';
import type { CommittedRecord } from '../contract/log.ts';
import type { ArchiveRecord } from '../contract/record.ts';

const digest = (value: object | null | undefined): string | null =>
  value ? sha256Hex(Buffer.from(canonical(value))) : null;

/** A record as far as the log commits to it. A subject that knows neither changes nor manifests leaves them out. */
type Committable = ArchiveRecord & {
  readonly change?: string | undefined;
  readonly manifest?: object | null | undefined;
};

/**
 * The first field in which a record differs from what the log committed to when it was archived; nothing when it is that
 * record, unchanged.
 */
export function changedField(record: Committable, committed: CommittedRecord): string | undefined {
  const { sealed_sha256, manifest_sha256, change, ...same } = committed;
  for (const [field, value] of Object.entries(same)) {
    if (record[field as keyof typeof same] !== value) return field;
  }
  if ((record.change ?? 'created') !== change) return 'change';
  if (digest(record.sealed) !== sealed_sha256) return 'sealed';
  return digest(record.manifest) === manifest_sha256 ? undefined : 'manifest';
}
