import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256Hex } from '../../simulators/crypto/sha256.ts';
import { signManifest } from '../../simulators/enterprise/export/manifest.ts';
import { signTombstone } from '../../simulators/enterprise/lifecycle/tombstone.ts';
import { canonical } from '../../simulators/kernel/journal/entry.ts';
import { parseJournal } from '../../simulators/kernel/journal/reader.ts';
import { testSeed } from '../../simulators/kernel/test-seed.ts';
import {
  type ExportedRecord,
  type ExportManifest,
  exportCompression,
  exportFormat,
} from '../subject/contract/export.ts';
import type { ExportSource } from '../subject/export/export-source.ts';
import { rehearsed } from './fixture-rehearsal.ts';
import { evidence } from './journal-evidence.ts';
import { type Verified, verifyExport } from './verify-export.ts';

const seed = testSeed();
const requests = exportFormat.options.flatMap((format) =>
  exportCompression.options.map((compression) => ({ format, compression })),
);
const rehearsal = await rehearsed(seed, requests);
const elsewhere = await rehearsed(seed + 1);
const journal = evidence([...parseJournal(rehearsal.journal)]);
const named = requests.map(({ format, compression }, n) => ({ name: `${format}, ${compression}`, taken: at(n) }));
const all = [{ name: 'the one that is kept', taken: rehearsal.plain }, ...named];

function at(n: number): ExportSource {
  const taken = rehearsal.others[n];
  assert.ok(taken);
  return taken;
}

const manifestOf = ({ manifest }: ExportSource): ExportManifest => JSON.parse(Buffer.from(manifest).toString());

const files = (source: ExportSource): Map<string, Uint8Array> =>
  new Map([...source.names].map((name) => [name, source.read(name) ?? new Uint8Array(0)]));

const made = (manifest: Uint8Array, of: ReadonlyMap<string, Uint8Array>): ExportSource => ({
  manifest,
  names: [...of.keys()],
  read: (name) => of.get(name),
});

const outcomes = ({ checks }: Verified): Record<string, string> =>
  Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome]));

/** A file of an export; undefined: its manifest. */
interface Place {
  readonly taken: ExportSource;
  readonly file: string | undefined;
}

const everyCheck = ['manifest', 'signature', 'files', 'records', 'log', 'inclusion', 'consistency', 'device-manifests'];
const ofJournal = ['observed', 'archive-complete', 'archive-exactly-once', 'archive-faithful', 'metadata-consistent'];

for (const { name, taken } of all) {
  test(`an export of a rehearsal verifies offline against its journal: ${name}`, () => {
    const verified = verifyExport(taken, { journal });
    const expected = [...everyCheck, ...(taken === rehearsal.plain ? ['taken'] : []), ...ofJournal];
    assert.deepEqual(outcomes(verified), Object.fromEntries(expected.map((check) => [check, 'held'])));
    assert.equal(verified.outcome, 'held');
    assert.equal(verified.records, 6);
    for (const { check, judged } of verified.checks) assert.ok(judged > 0, check);
  });
}

test(`an export fails to verify after one flipped byte anywhere (seed ${seed})`, () => {
  const places = all.flatMap(({ taken }): Place[] => [
    { taken, file: undefined },
    ...taken.names.map((file) => ({ taken, file })),
  ]);
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 1, max: 255 }),
      (place, where, bits) => {
        const of = files(place.taken);
        const before = place.file === undefined ? place.taken.manifest : (of.get(place.file) ?? new Uint8Array(0));
        const changed = Uint8Array.from(before);
        const offset = Math.floor(where * changed.length);
        changed[offset] = (changed[offset] ?? 0) ^ bits;
        if (place.file !== undefined) of.set(place.file, changed);
        const verified = verifyExport(made(place.file === undefined ? changed : place.taken.manifest, of), { journal });
        assert.equal(verified.outcome, 'violated', `${place.file ?? 'manifest.json'} at ${offset}`);
      },
    ),
    { seed, numRuns: 400 },
  );
});

test('every single byte of a manifest counts, without any journal', () => {
  const keys = { archiveKeys: journal.archiveKeys, log: journal.log };
  const source = rehearsal.plain;
  assert.equal(verifyExport(source, { keys }).outcome, 'held');
  for (let offset = 0; offset < source.manifest.length; offset++) {
    const changed = Uint8Array.from(source.manifest);
    changed[offset] = (changed[offset] ?? 0) ^ 1;
    assert.equal(verifyExport(made(changed, files(source)), { keys }).outcome, 'violated', `at ${offset}`);
  }
});

test('files that are cut, missing, added, swapped or in another order are found out', () => {
  for (const { name, taken } of all) {
    const [first = ''] = taken.names;
    const original = taken.read(first) ?? new Uint8Array(0);
    const variants: Record<string, (of: Map<string, Uint8Array>) => void> = {
      cut: (of) => of.set(first, original.subarray(0, -1)),
      empty: (of) => of.set(first, new Uint8Array(0)),
      longer: (of) => of.set(first, Buffer.concat([original, Buffer.of(10)])),
      missing: (of) => of.delete(first),
      added: (of) => of.set('records-00002.jsonl', original),
      swapped: (of) => {
        const [last = ''] = [...of.keys()].slice(-1);
        of.set(first, of.get(last) ?? original).set(last, original);
      },
      'lines in another order': (of) => {
        const half = original.length >> 1;
        of.set(first, Buffer.concat([original.subarray(half), original.subarray(0, half)]));
      },
    };
    for (const [variant, change] of Object.entries(variants)) {
      const of = files(taken);
      change(of);
      assert.equal(verifyExport(made(taken.manifest, of), { journal }).outcome, 'violated', `${name}: ${variant}`);
    }
  }
});

test('a manifest of another export, of another archive, or signed by nobody is found out', () => {
  const [plain, other] = [rehearsal.plain, at(1)];
  const strange = elsewhere.plain;
  for (const [why, source] of Object.entries({
    'another export': made(other.manifest, files(plain)),
    'another archive’s manifest': made(strange.manifest, files(plain)),
    'another archive': strange,
    'no manifest': made(Buffer.from('{}'), files(plain)),
    'not JSON': made(Buffer.from([0xff, 0xfe]), files(plain)),
    'written otherwise': made(Buffer.from(JSON.stringify(manifestOf(plain), null, 1)), files(plain)),
    'files in another order': made(
      Buffer.from(JSON.stringify({ ...manifestOf(plain), files: [...manifestOf(plain).files].reverse(), records: 7 })),
      files(plain),
    ),
  })) {
    assert.equal(verifyExport(source, { journal }).outcome, 'violated', why);
  }
});

test('without a key nobody can say who signed: unknown, never held', () => {
  const verified = verifyExport(rehearsal.plain, {});
  assert.equal(verified.outcome, 'unknown');
  assert.deepEqual(outcomes(verified), {
    manifest: 'held',
    signature: 'unknown',
    files: 'held',
    records: 'held',
    log: 'unknown',
    inclusion: 'held',
    'device-manifests': 'held',
  });
});

test('copies open with the escrow key, and with no other', () => {
  const { id, escrow, contentKey } = rehearsal.tenant;
  const openWith = { id, escrow: [escrow], content: [contentKey] };
  const verified = verifyExport(rehearsal.plain, { journal, openWith });
  assert.equal(verified.outcome, 'held');
  assert.equal(outcomes(verified)['opened'], 'held');
  const wrong = { ...openWith, escrow: [{ ...escrow, privateKey: elsewhere.tenant.escrow.privateKey }] };
  assert.equal(outcomes(verifyExport(rehearsal.plain, { journal, openWith: wrong }))['opened'], 'violated');
  const other = { ...openWith, escrow: [{ ...escrow, kid: 'escrow-9' }] };
  assert.equal(outcomes(verifyExport(rehearsal.plain, { journal, openWith: other }))['opened'], 'unknown');
});

test('a checkpoint of the log from before is a beginning of the export’s, one of another log is not', () => {
  const keys = { archiveKeys: journal.archiveKeys, log: journal.log };
  const [first] = journal.checkpoints;
  assert.ok(first);
  assert.equal(outcomes(verifyExport(rehearsal.plain, { keys, checkpoints: [first] }))['consistency'], 'held');
  const forked = { ...first, root: Uint8Array.from(first.root).fill(1) };
  assert.equal(outcomes(verifyExport(rehearsal.plain, { keys, checkpoints: [forked] }))['consistency'], 'violated');
  const newer = { ...first, size: 1000 };
  assert.equal(outcomes(verifyExport(rehearsal.plain, { keys, checkpoints: [newer] }))['consistency'], 'unknown');
});

test('an export that lacks what phones showed is found out, though the archive signed it', async () => {
  const narrowed = await rehearsed(seed, [{ custodian: '+447700900001' }]);
  const [taken] = narrowed.others;
  assert.ok(taken);
  const manifest = manifestOf(taken);
  const of = evidence([...parseJournal(narrowed.journal)]);
  const found = outcomes(verifyExport(taken, { journal: of }));
  assert.equal(found['archive-complete'], 'unknown', 'it says that it was narrowed');
  assert.ok(manifest.records < 6);
  // The archive of another run of the same people has other records, and signs them with a key that is trusted here.
  const trusting = {
    ...of,
    archiveKeys: evidence(elsewhere.entries).archiveKeys,
    log: evidence(elsewhere.entries).log,
  };
  const strange = outcomes(verifyExport(elsewhere.plain, { journal: { ...trusting, checkpoints: [] } }));
  assert.equal(strange['signature'], 'held');
  assert.equal(strange['observed'], 'violated');
  assert.equal(strange['archive-complete'], 'violated');
});

/** What an erased record has no more. */
const gone = { state: 'erased', sealed: null, content_hash: null, manifest: null } as const;

/** An export as the archive would have signed it with other lines. */
function resigned(
  { plain, tenant }: Pick<typeof rehearsal, 'plain' | 'tenant'>,
  change: (lines: readonly string[]) => readonly string[],
): ExportSource {
  const { kid: _, signature: __, ...manifest } = manifestOf(plain);
  const [file] = manifest.files;
  assert.ok(file);
  const lines = change(
    Buffer.from(plain.read(file.name) ?? [])
      .toString()
      .trimEnd()
      .split('\n'),
  );
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const listed = [{ ...file, bytes: bytes.length, sha256: sha256Hex(bytes), records: lines.length }];
  const signed = signManifest({ ...manifest, files: listed, records: lines.length }, tenant.archiveKey);
  return made(Buffer.from(signed), new Map([...files(plain), [file.name, bytes]]));
}

const violatedOf = ({ checks }: Verified): string[] =>
  checks.filter(({ outcome }) => outcome === 'violated').map(({ check }) => check);

test('a record that the archive left out before it signed is found out by its leaf, without any journal', async () => {
  const keys = { archiveKeys: journal.archiveKeys, log: journal.log };
  const after = await rehearsed(seed, [], { erases: true });
  for (const taken of [rehearsal, after]) {
    assert.equal(
      verifyExport(
        resigned(taken, (lines) => lines),
        { keys },
      ).outcome,
      'held',
    );
    for (let line = 0; line < 6; line++) {
      const without = resigned(taken, (lines) => lines.toSpliced(line, 1));
      assert.deepEqual(violatedOf(verifyExport(without, { keys })), ['inclusion'], `without line ${line}`);
    }
  }
});

test('an erasure that the log does not have, or has otherwise, is found out, though the archive signed its tombstone', async () => {
  const keys = { archiveKeys: journal.archiveKeys, log: journal.log };
  const after = await rehearsed(seed, [], { erases: true });
  const { id: tenant, archiveKey } = after.tenant;
  const forged = (taken: typeof rehearsal, line: number, change: (exported: ExportedRecord) => ExportedRecord) =>
    resigned(taken, (lines) => lines.with(line, canonical(change(JSON.parse(lines[line] ?? '')))));
  const longAgo = (recordId: string) =>
    signTombstone(archiveKey, { tenant, recordId, reason: 'erasure:ers_nobody', erasedAtMs: Date.UTC(2020, 0, 1) });
  const buried = forged(rehearsal, 2, ({ record }) => ({
    record: { ...record, ...gone, tombstone: longAgo(record.record_id) },
    proof: null,
  }));
  assert.deepEqual(violatedOf(verifyExport(buried, { keys })), ['inclusion']);
  const [line] = Buffer.from(after.plain.read(after.plain.names.find((name) => name.startsWith('records')) ?? '') ?? [])
    .toString()
    .split('\n')
    .flatMap((text, index) => (text.includes('"state":"erased"') ? [index] : []));
  assert.ok(line !== undefined);
  const earlier = forged(after, line, ({ record, proof }) => ({
    record: { ...record, tombstone: longAgo(record.record_id) },
    proof,
  }));
  assert.deepEqual(violatedOf(verifyExport(earlier, { keys })), ['inclusion']);
});

test('an erased record has a tombstone that the archive signed, and all else still holds', async () => {
  const after = await rehearsed(seed, [], { erases: true });
  const of = evidence([...parseJournal(after.journal)]);
  const verified = verifyExport(after.plain, { journal: of });
  assert.equal(verified.outcome, 'held', JSON.stringify(verified.checks.filter(({ outcome }) => outcome !== 'held')));
  assert.equal(outcomes(verified)['tombstones'], 'held');
  const others = evidence(elsewhere.entries);
  const wrong = verifyExport(after.plain, { keys: { archiveKeys: others.archiveKeys, log: of.log } });
  assert.equal(outcomes(wrong)['tombstones'], 'violated');
  assert.equal(outcomes(verifyExport(after.plain, {}))['tombstones'], 'unknown');
});

test('a manifest that another device signed is found out', () => {
  const strangers = journal.entries.map((entry) =>
    entry.kind === 'archive.enrolled'
      ? { ...entry, data: { ...entry.data, device_key: Buffer.alloc(32, 9).toString('base64') } }
      : entry,
  );
  const verified = verifyExport(rehearsal.plain, { journal: { ...journal, entries: strangers } });
  assert.equal(outcomes(verified)['device-manifests'], 'violated');
});
