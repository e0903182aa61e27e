import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readThirdPartyFolder, vectorsSkipped } from '../../../simulators/crypto/third-party-vectors.ts';
import { verifyConsistency, verifySubtreeConsistency } from './consistency.ts';
import { verifyInclusion, verifySubtreeInclusion } from './inclusion.ts';

/** One probe of transparency-dev/merkle; bytes are base64. */
interface Probe {
  readonly desc: string;
  readonly wantErr: boolean;
  readonly proof: readonly string[] | null;
}

interface InclusionProbe extends Probe {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
}

interface SubtreeInclusionProbe extends Omit<InclusionProbe, 'treeSize'> {
  readonly start: number;
  readonly end: number;
}

interface ConsistencyProbe extends Probe {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
}

interface SubtreeConsistencyProbe extends Omit<ConsistencyProbe, 'size1' | 'size2'> {
  readonly start: number;
  readonly end: number;
  readonly size: number;
}

const bytes = (text: string | null): Uint8Array => Buffer.from(text ?? '', 'base64');
const hashes = ({ proof }: Probe): Uint8Array[] => (proof ?? []).map(bytes);

/** Puts every probe of a folder to a verifier. Both answers must be among them: else nothing was tested. */
function probe<T extends Probe>(name: string, count: number, verify: (probe: T) => boolean): void {
  test(`${count} ${name} probes of transparency-dev/merkle, those that must be refused too`, (context) => {
    const probes = readThirdPartyFolder<T>(`merkle/${name}`);
    if (!probes) return vectorsSkipped(context, `merkle/${name}`);
    assert.equal(probes.size, count);
    const right = [...probes.values()].filter(({ wantErr }) => !wantErr).length;
    assert.ok(right > 0 && right < count);
    for (const [file, one] of probes) assert.equal(verify(one), !one.wantErr, `${file}: ${one.desc}`);
  });
}

probe<InclusionProbe>('inclusion', 98, (one) =>
  verifyInclusion({
    leaf: bytes(one.leafHash),
    index: one.leafIdx,
    size: one.treeSize,
    root: bytes(one.root),
    proof: hashes(one),
  }),
);

probe<SubtreeInclusionProbe>('subtreeinclusion', 204, (one) =>
  verifySubtreeInclusion({
    leaf: bytes(one.leafHash),
    index: one.leafIdx,
    start: one.start,
    end: one.end,
    root: bytes(one.root),
    proof: hashes(one),
  }),
);

probe<ConsistencyProbe>('consistency', 98, (one) =>
  verifyConsistency({
    from: one.size1,
    to: one.size2,
    fromRoot: bytes(one.root1),
    toRoot: bytes(one.root2),
    proof: hashes(one),
  }),
);

probe<SubtreeConsistencyProbe>('subtreeconsistency', 118, (one) =>
  verifySubtreeConsistency({
    start: one.start,
    end: one.end,
    size: one.size,
    subtreeRoot: bytes(one.root1),
    root: bytes(one.root2),
    proof: hashes(one),
  }),
);
