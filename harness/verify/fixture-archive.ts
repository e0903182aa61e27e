import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepExport } from '../subject/export/keep-export.ts';
import { formatVerifierKey } from '../subject/proof/signed-note.ts';
import type { Rehearsed } from './fixture-rehearsal.ts';
import { evidence } from './journal-evidence.ts';

/**
 * Lays a rehearsal out as `greenroom rehearse` does, `<folder>/scenarios/a-conversation/`, and beside it what an auditor
 * has: `keys.json` and `escrow.json`.
 */
export function layOut(folder: string, { journal, entries, plain, tenant }: Rehearsed): string {
  const scenario = join(folder, 'scenarios', 'a-conversation');
  mkdirSync(scenario, { recursive: true });
  writeFileSync(join(scenario, 'journal.jsonl'), journal);
  keepExport(join(scenario, 'export'), plain);
  const { archiveKeys, log } = evidence(entries);
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const keys = {
    archive: archiveKeys.map(({ kid, publicKey }) => ({ kid, public_key: base64(publicKey) })),
    ...(log && { log: formatVerifierKey(log) }),
  };
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
  const { id, escrow, contentKey } = tenant;
  const opening = {
    tenant: id,
    escrow: [{ kid: escrow.kid, private_key: base64(escrow.privateKey) }],
    content: [{ kid: contentKey.kid, key: base64(contentKey.key) }],
  };
  writeFileSync(join(folder, 'escrow.json'), JSON.stringify(opening));
  return scenario;
}
