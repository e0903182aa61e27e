import type { Plant } from '../plant.ts';

const precedence = 'simulators/enterprise/lifecycle/precedence.ts';

/** Defects of what keeps records, and of how they go. */
export const retentionPlants: readonly Plant[] = [
  {
    id: 'holds-forgotten',
    title: 'the archive erases what a legal hold covers',
    file: precedence,
    find: 'one.released_at === null && covers(one, record)',
    replace: 'one.released_at === -1 && covers(one, record)',
    also: [
      {
        file: 'simulators/enterprise/store/migrations/0003-lifecycle.ts',
        find: ' AND NOT EXISTS (',
        replace: ' OR NOT EXISTS (',
      },
    ],
    invariant: 'archive-retained',
    plan: 'office',
  },
  {
    id: 'hold-of-any-time',
    title: 'a legal hold keeps records of any time, whatever it says',
    file: 'simulators/enterprise/lifecycle/hold.ts',
    find: 'return within(record.archived_at) || within(record.device_at);',
    replace: 'return within(record.archived_at) || within(record.device_at) || true;',
    invariant: 'archive-retained',
    plan: 'office',
  },
  {
    id: 'retention-of-the-latest-policy',
    title: 'a shorter policy shortens the retention of what is kept already',
    file: 'simulators/enterprise/lifecycle/retention.ts',
    find: 'if (replacedAt !== undefined && replacedAt < archivedAtMs) continue;',
    replace: 'if (replacedAt !== undefined) continue;',
    invariant: 'archive-retained',
    plan: 'office',
  },
  {
    id: 'erasure-leaves-the-content',
    title: 'erasure writes a tombstone and leaves the content where it is',
    file: 'simulators/enterprise/lifecycle/burial.ts',
    find: "for (const table of ['record_contents', 'cold_contents'] as const)",
    replace: "for (const table of ['cold_contents'] as const)",
    invariant: 'archive-retained',
    plan: 'office',
  },
  {
    id: 'erasure-leaves-the-hash',
    title: 'erasure leaves the keyed hash of the text in the metadata rows',
    file: 'simulators/enterprise/lifecycle/burial.ts',
    find: '  await forgetHashes(transaction, tenant, recordId);\n',
    replace: '',
    invariant: 'archive-retained',
    plan: 'office',
  },
  {
    id: 'tombstone-of-another-key',
    title: 'tombstones are signed over something else than what they say',
    file: 'simulators/enterprise/lifecycle/tombstone.ts',
    find: 'ed25519Sign(key.privateKey, Buffer.from(',
    replace: "ed25519Sign(key.privateKey, Buffer.from('another: ' + ",
    invariant: 'archive-retained',
    plan: 'office',
  },
  {
    id: 'refusal-by-retention-under-a-hold',
    title: 'an erasure that a legal hold forbids is refused by the name of retention',
    file: precedence,
    find: 'rule: `hold:',
    replace: 'rule: `retention:',
    invariant: 'archive-retained',
    plan: 'office',
  },
];
