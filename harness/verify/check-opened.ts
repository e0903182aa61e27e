import type { ArchiveRecord } from '../subject/contract/record.ts';
import { type Checked, checking } from '../subject/export/checked.ts';
import { openCopy } from '../subject/open-copy.ts';
import type { TenantKeys } from '../subject/tenant-keys.ts';

/** Whether each copy that is sealed to one of these keys opens, and is what its hash says. Nothing of a text is told. */
export function checkOpened(records: readonly ArchiveRecord[], keys: TenantKeys): Checked {
  const check = checking('opened');
  for (const record of records) {
    const { record_id, sealed } = record;
    if (sealed?.to !== 'escrow') continue;
    if (!keys.escrow.some(({ kid }) => kid === sealed.kid)) {
      check.unknown(`${record_id} is sealed to ${sealed.kid}, and that key was not given`);
      continue;
    }
    const { body, content_hash_valid } = openCopy(record, keys);
    check.saw();
    if (body === null) check.violated(`${record_id} does not open`);
    else if (content_hash_valid === false) check.violated(`${record_id}: its text is not what content_hash says`);
    else if (content_hash_valid === null)
      check.unknown(`${record_id} opens; the key of its content_hash was not given`);
  }
  return check.end('no copy is sealed to the key that was given');
}
