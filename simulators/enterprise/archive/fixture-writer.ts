import { writeSync } from 'node:fs';
import { ana, enterpriseWorld, upload } from '../fixture.ts';

/**
 * Run as a program: writes records into the file it is given until it is killed, and prints of each the status and its id
 * once it is acknowledged, or the problem that it met.
 */
export const program = import.meta.filename;

async function writeForEver(file: string): Promise<never> {
  const world = enterpriseWorld('writer', { database: file });
  const enrolled = await world.enrol(ana);
  for (let n = 0; ; n++) {
    const answer = await world.enterprise.app(
      new Request('http://enterprise.test/records', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${enrolled.token}` },
        body: JSON.stringify(upload(enrolled, { message_id: `M${n}` })),
      }),
    );
    const { record_id, type } = (await answer.json()) as { record_id?: string; type?: string };
    writeSync(1, `${answer.status} ${record_id ?? type}\n`);
  }
}

if (import.meta.main) await writeForEver(process.argv[2] ?? '');
