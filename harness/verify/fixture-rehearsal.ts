import { standardSchedule } from '../../simulators/enterprise/platform/retry.ts';
import { memoryBlobs } from '../../simulators/kernel/journal/blobs.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import { journal } from '../../simulators/kernel/journal/journal.ts';
import { virtualClock } from '../../simulators/kernel/virtual-clock.ts';
import { createWorld, type World } from '../../simulators/world.ts';
import { worldStage } from '../explore/world-stage.ts';
import { carryOut } from '../faults/plan/carry-out.ts';
import { judgedSubject } from '../stage/judged-subject.ts';
import type { ExportRequest } from '../subject/contract/export.ts';
import type { ExportSource } from '../subject/export/export-source.ts';
import { watchExports } from '../subject/export/watch-exports.ts';
import type { Subject } from '../subject/subject.ts';

/** A rehearsal on the virtual clock, as it is kept: its journal, and exports of its archive. */
export interface Rehearsed {
  /** Every line, ended. */
  readonly journal: string;
  readonly entries: readonly JournalEntry[];
  /** The one that a rehearsal keeps: the journal tells of it. */
  readonly plain: ExportSource;
  /** Others that were asked for, in their order. */
  readonly others: readonly ExportSource[];
  readonly tenant: World['enterprise']['tenant'];
}

/**
 * Plays a short conversation between two phones and takes exports of what came of it.
 * @param erases whether one record is erased before that
 */
export async function rehearsed(
  seed: number,
  requests: readonly ExportRequest[] = [],
  { erases = false } = {},
): Promise<Rehearsed> {
  const lines: string[] = [];
  const entries: JournalEntry[] = [];
  const clock = virtualClock(Date.UTC(2026, 10, 22, 8));
  const book = journal(clock, memoryBlobs(), (line) => lines.push(`${line}\n`));
  book.subscribe((entry) => entries.push(entry));
  const phones = [
    { name: 'ana', os: 'android' as const },
    { name: 'ben', os: 'ios' as const },
  ];
  const carriers = ['north'];
  const world = createWorld({
    seed,
    scenario: 'rehearsed',
    environment: 'virtual',
    phones,
    carriers,
    clock,
    journal: book,
    webhookRetry: standardSchedule,
  });
  const webhooksMs = standardSchedule.delaysMs.reduce((sum, ms) => sum + ms, 0);
  const stage = worldStage(world, clock, webhooksMs);
  world.start();
  if (!(await clock.runUntil(() => world.ready(), 120_000))) throw new Error('the phones were not ready');
  await carryOut(
    {
      seed,
      world: { phones, carriers },
      steps: [
        { at: 'PT5S', do: 'send', from: 'ana', to: 'ben', body: 'Is the curtain up?' },
        { at: 'PT10S', do: 'read', phone: 'ben', peer: 'ana' },
        { at: 'PT12S', do: 'send', from: 'ben', to: 'ana', body: 'In five minutes.' },
        { at: 'PT20S', do: 'send', from: 'ana', to: 'ben', body: 'Break a leg!' },
      ],
    },
    stage,
  );
  const subject = judgedSubject(world);
  const finished = async <T>(work: Promise<T>): Promise<T> => {
    let done = false;
    const noticed = work.finally(() => {
      done = true;
    });
    await clock.runUntil(() => done, 60_000);
    return noticed;
  };
  if (erases) await finished(eraseOne(world, subject));
  const plain = await finished(watchExports(subject, book));
  if (!plain) throw new Error('no export could be taken');
  const others: ExportSource[] = [];
  for (const request of requests) others.push(await finished(subject.takeExport(request)));
  world.end();
  return { journal: lines.join(''), entries, plain, others, tenant: world.enterprise.tenant };
}

async function eraseOne({ network, enterprise }: World, subject: Subject): Promise<void> {
  const [record] = (await subject.records()).records;
  const headers = { authorization: `Bearer ${enterprise.tenant.operatorToken}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ record_ids: [record?.record_id] });
  const asked = new Request('http://enterprise.test/erasures', { method: 'POST', headers, body });
  const { status } = await network.fetchFrom('harness')(asked);
  if (status !== 200) throw new Error(`the erasure answered ${status}`);
}
