import { z } from 'zod';
import { consistencyProof, type ProofFile, proofFile } from '../contract/log.ts';
import { uploadResponse } from '../contract/record.ts';
import { type Checkpoint, parseCheckpoint } from '../proof/checkpoint.ts';
import { verifyConsistency } from '../proof/consistency.ts';
import { sameHash } from '../proof/merkle.ts';
import { verifyProofAgainst } from '../proof/proof-file.ts';
import { changedField } from '../proof/record-commitment.ts';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { demand } from './finding.ts';
import { enrol, token, upload } from './made-up.ts';
import { readRecord, readsBack } from './read-back.ts';

const needs = ['enrolDevice', 'uploadRecord'];

const auditor = (bench: Bench) => ({ token: bench.tenant.auditorToken });

async function stored(bench: Bench): Promise<string> {
  const device = await enrol(bench);
  const asked = { token: device.token, json: upload(bench, device) };
  return (await bench.succeed('uploadRecord', asked, uploadResponse, [201])).record_id;
}

function read(text: string): Checkpoint {
  const checkpoint = parseCheckpoint(text);
  demand(checkpoint !== undefined, 'it is no signed checkpoint of C2SP tlog-checkpoint');
  return checkpoint;
}

const readNow = async (bench: Bench): Promise<Checkpoint> =>
  read(await bench.succeed('readCheckpoint', auditor(bench), z.string()));

/** Demands that one state of the log goes on from another. */
async function goesOn(bench: Bench, from: Checkpoint, to: Checkpoint): Promise<void> {
  demand(from.origin === to.origin, 'the log has another origin than before');
  const query = { from: String(from.size), to: String(to.size) };
  const { consistency_path } = await bench.succeed('proveConsistency', { ...auditor(bench), query }, consistencyProof);
  const proof = consistency_path.map((hash) => Buffer.from(hash, 'base64'));
  const claim = { from: from.size, to: to.size, fromRoot: from.root, toRoot: to.root, proof };
  demand(verifyConsistency(claim), `the log of ${to.size} leaves is not proved to go on from the one of ${from.size}`);
}

const proofOf = (bench: Bench, record_id: string): Promise<ProofFile> =>
  bench.succeed('proveRecord', { ...auditor(bench), parameters: { record_id } }, proofFile);

/** Names that no tile has. */
const noTiles: readonly (readonly [level: string, index: string])[] = [
  ['0', '0'],
  ['0', '000.p/0'],
  ['0', '000.p/256'],
  ['64', '000'],
  ['-1', '000'],
  ['0', 'x000/000'],
  ['0', '..%2F..%2Fetc%2Fpasswd'],
  ['..', '000'],
];

/** The log of commitments, verified with nothing of the implementation's. */
export const logChecks: readonly Check[] = [
  {
    operation: 'readCheckpoint',
    needs,
    name: 'a record makes the log larger, and reading makes it no other',
    async run(bench) {
      const before = await readNow(bench);
      await stored(bench);
      const [after, again] = [await readNow(bench), await readNow(bench)];
      demand(after.size > before.size, 'the log has no more leaves than before');
      demand(again.size !== after.size || sameHash(again.root, after.root), 'the log has two roots for one size');
    },
  },
  {
    operation: 'proveConsistency',
    needs: [...needs, 'readCheckpoint'],
    name: 'what the log becomes goes on from what it was',
    async run(bench) {
      await stored(bench);
      const before = await readNow(bench);
      await stored(bench);
      const between = await readNow(bench);
      await stored(bench);
      const after = await readNow(bench);
      await goesOn(bench, before, between);
      await goesOn(bench, between, after);
      await goesOn(bench, before, after);
    },
  },
  {
    operation: 'proveConsistency',
    needs: ['readCheckpoint'],
    name: 'sizes that the log never had, or in the wrong order, are refused',
    async run(bench) {
      const { size } = await readNow(bench);
      const ahead = { from: String(size), to: String(size + 1_000_000) };
      await bench.refuse('proveConsistency', { ...auditor(bench), query: ahead }, [400, 404, 422]);
      for (const query of [{ from: '2', to: '1' }, { from: '-1', to: '1' }, { from: 'a', to: 'b' }, { from: '1' }]) {
        await bench.refuse('proveConsistency', { ...auditor(bench), query: { ...query } }, [400, 404, 422]);
      }
    },
  },
  {
    operation: 'proveRecord',
    needs: [...needs, readsBack],
    name: 'a record is proved to be what it was when it was archived',
    async run(bench) {
      const id = await stored(bench);
      const file = await proofOf(bench, id);
      const verdict = verifyProofAgainst(file, read(file.checkpoint));
      demand(verdict.ok, verdict.ok ? '' : verdict.problem);
      const { committed } = verdict.proven;
      demand(committed?.record_id === id, 'the proof is not of the record that was asked for');
      const changed = changedField(await readRecord(bench, id), committed);
      demand(changed === undefined, `the record’s ${changed} is not what the log commits to`);
    },
  },
  {
    operation: 'proveRecord',
    needs: [...needs, 'readCheckpoint', 'proveConsistency'],
    name: 'the checkpoint of a proof is one of the log’s own',
    async run(bench) {
      const file = await proofOf(bench, await stored(bench));
      await stored(bench);
      await goesOn(bench, read(file.checkpoint), await readNow(bench));
    },
  },
  {
    operation: 'proveRecord',
    name: 'what there is no record of has no proof',
    run: (bench) =>
      bench.refuse(
        'proveRecord',
        { ...auditor(bench), parameters: { record_id: `rec_${token(bench.random)}` } },
        [404],
      ),
  },
  {
    operation: 'readTile',
    needs: [...needs, 'readCheckpoint'],
    name: 'the tile at the edge is there with its width, and no wider',
    async run(bench) {
      await stored(bench);
      const { size } = await readNow(bench);
      const width = size % 256;
      if (width === 0) return;
      const index = String(Math.floor(size / 256)).padStart(3, '0');
      const at = (level: string, wide: number) => ({ level, index: `${index}.p/${wide}` });
      await bench.succeed('readTile', { ...auditor(bench), rawParameters: at('0', width) }, z.string());
      if (!bench.unsupported.has('readEntries'))
        await bench.succeed('readEntries', { ...auditor(bench), rawParameters: at('entries', width) }, z.string());
      if (width < 250)
        await bench.refuse('readTile', { ...auditor(bench), rawParameters: at('0', width + 5) }, [400, 404]);
    },
  },
  {
    operation: 'readTile',
    name: 'a name that no tile has is refused',
    async run(bench) {
      for (const [level, index] of noTiles)
        await bench.refuse('readTile', { ...auditor(bench), rawParameters: { level, index } }, [400, 404]);
    },
  },
  {
    operation: 'readEntries',
    name: 'leaves that there are not are not found',
    run: (bench) =>
      bench.refuse('readEntries', { ...auditor(bench), rawParameters: { index: 'x999/x999/999' } }, [400, 404]),
  },
];
