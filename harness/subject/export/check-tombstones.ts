import type { ExportedRecord } from '../contract/export.ts';
import { isTombstoneOf } from '../verify-tombstone.ts';
import type { ArchiveKey } from './check-manifest.ts';
import { type Checked, checking } from './checked.ts';

/** Checks the erased records of an export, as they are read. */
export interface TombstoneCheck {
  record(exported: ExportedRecord): void;
  /** Nothing where no record is erased: there was nothing to check. */
  end(): readonly Checked[];
}

/** What is erased has no content any more, and a tombstone that the archive signed; what is not erased has none. */
export function checkTombstones(tenant: string, keys: readonly ArchiveKey[]): TombstoneCheck {
  const check = checking('tombstones');
  let erased = 0;
  return {
    record({ record }) {
      const { record_id, state, sealed, content_hash, tombstone } = record;
      if (state !== 'erased') {
        if (tombstone) check.violated(`${record_id} has a tombstone and is not erased`);
        return;
      }
      erased++;
      if (sealed !== null || content_hash !== null) check.violated(`${record_id} is erased, and its content is there`);
      if (!tombstone) check.violated(`${record_id} is erased and has no tombstone`);
      else if (keys.length === 0) check.unknown('no key was given that is known to be the archive’s');
      else {
        check.saw();
        if (!isTombstoneOf(record_id, tombstone, { id: tenant, archive: keys }))
          check.violated(`the tombstone of ${record_id} is not the archive's`);
      }
    },
    end() {
      const found = check.end('');
      return erased > 0 || found.outcome === 'violated' ? [found] : [];
    },
  };
}
