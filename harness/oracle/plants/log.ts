import type { Plant } from '../plant.ts';

/** Defects of the archive's log of commitments. */
export const logPlants: readonly Plant[] = [
  {
    id: 'log-forked',
    title: 'checkpoints of more than seven leaves are those of another log',
    file: 'simulators/enterprise/log/app.ts',
    find: 'await store.root(size))',
    replace: 'await store.root(size > 7 ? size - 1 : size))',
    invariant: 'archive-tamper-evident',
  },
  {
    id: 'record-changed-after-logging',
    title: 'the archive proves a record that is not the one that it logged',
    file: 'simulators/enterprise/log/record-leaves.ts',
    find: 'committed: committedRecord(record)',
    replace: 'committed: committedRecord({ ...record, peer: record.custodian })',
    invariant: 'archive-tamper-evident',
  },
  {
    id: 'record-without-leaf',
    title: 'the archive has no leaf of every fifth record',
    file: 'simulators/enterprise/log/record-leaves.ts',
    find: 'if (!row || row.leaf_index === null) return undefined;',
    replace: 'if (!row || row.leaf_index === null || row.leaf_index % 5 === 4) return undefined;',
    invariant: 'archive-tamper-evident',
  },
  {
    id: 'proof-of-another-leaf',
    title: 'the archive proves the leaf before the one that it was asked for',
    file: 'simulators/enterprise/log/proof-file.ts',
    find: 'const path = await store.inclusion(leafIndex, size);',
    replace: 'const path = await store.inclusion(Math.max(0, leafIndex - 1), size);',
    invariant: 'archive-tamper-evident',
  },
  {
    id: 'checkpoint-of-another-key',
    title: 'checkpoints are signed with a key that is not the log’s',
    file: 'simulators/enterprise/log/app.ts',
    find: 'signCheckpoint(tenant.id, tenant.logKey, size',
    replace: 'signCheckpoint(tenant.id, { ...tenant.logKey, privateKey: tenant.logKey.publicKey }, size',
    invariant: 'archive-tamper-evident',
  },
  {
    id: 'log-goes-on-from-another',
    title: 'the log proves that it goes on from another state than the one that it was asked about',
    file: 'simulators/enterprise/log/app.ts',
    find: 'const path = await store.consistency(from, to);',
    replace: 'const path = await store.consistency(Math.max(1, from - 1), to);',
    invariant: 'archive-tamper-evident',
  },
];
