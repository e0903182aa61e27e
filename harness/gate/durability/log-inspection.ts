import { logVerifierKey } from '../../../simulators/enterprise/log/checkpoint.ts';
import type { Tenant } from '../../../simulators/enterprise/tenant.ts';
import { type Checkpoint, isCheckpointOf, parseCheckpoint } from '../../subject/proof/checkpoint.ts';
import { verifyConsistency } from '../../subject/proof/consistency.ts';
import { verifyProofText } from '../../subject/proof/proof-file.ts';
import { parseVerifierKey, type VerifierKey } from '../../subject/proof/signed-note.ts';

/** What an archive's log said before it was broken, and whether it stands by that afterwards. */
export interface LogInspection {
  /** Takes down what the log says now; a log that does not answer is left. */
  glance(origin: string): Promise<void>;
  /** What is wrong with the log: that it does not go on from what it said, or does not prove one of these records. */
  inspect(origin: string, recordIds: readonly string[]): Promise<string[]>;
}

export function logInspection({ id, logKey, auditorToken }: Tenant): LogInspection {
  const key = keyOf(logVerifierKey(id, logKey));
  let said: Checkpoint | undefined;

  const ask = async (url: string): Promise<string> => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${auditorToken}` } });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.text();
  };

  async function now(origin: string): Promise<Checkpoint | undefined> {
    const checkpoint = parseCheckpoint(await ask(`${origin}/log/checkpoint`));
    return checkpoint && isCheckpointOf(checkpoint, key) ? checkpoint : undefined;
  }

  async function goesOn(origin: string, from: Checkpoint, to: Checkpoint): Promise<boolean> {
    if (to.size < from.size) return false;
    if (from.size === 0 || to.size === from.size) return from.size === 0 || Buffer.compare(from.root, to.root) === 0;
    const answer: unknown = JSON.parse(await ask(`${origin}/log/consistency?from=${from.size}&to=${to.size}`));
    const path = (answer as { consistency_path: string[] }).consistency_path;
    const proof = path.map((hash) => Buffer.from(hash, 'base64'));
    return verifyConsistency({ from: from.size, to: to.size, fromRoot: from.root, toRoot: to.root, proof });
  }

  return {
    async glance(origin) {
      said = (await now(origin).catch(() => undefined)) ?? said;
    },
    async inspect(origin, recordIds) {
      const checkpoint = await now(origin);
      if (!checkpoint) return ['the log gives no signed checkpoint'];
      const wrong: string[] = [];
      if (said && !(await goesOn(origin, said, checkpoint)))
        wrong.push(`the log of ${checkpoint.size} leaves does not go on from the ${said.size} that it signed before`);
      for (const record of recordIds) {
        const verdict = verifyProofText(await ask(`${origin}/records/${record}/proof`), key);
        if (!verdict.ok) wrong.push(`${record}: ${verdict.problem}`);
      }
      if (checkpoint.size < recordIds.length)
        wrong.push(`the log has ${checkpoint.size} leaves for ${recordIds.length} records`);
      said = checkpoint;
      return wrong;
    },
  };
}

function keyOf(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (!key) throw new Error('the key of the log is none');
  return key;
}
