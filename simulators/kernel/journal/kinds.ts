import type { z } from 'zod';
import { adversaryKinds } from './kinds/adversary.ts';
import { archiveKinds } from './kinds/archive.ts';
import { carrierKinds } from './kinds/carrier.ts';
import { faultKinds } from './kinds/fault.ts';
import { handsetKinds } from './kinds/handset.ts';
import { mlsKinds } from './kinds/mls.ts';
import { subjectKinds } from './kinds/subject.ts';
import { uiKinds } from './kinds/ui.ts';
import { verdictKinds } from './kinds/verdict.ts';
import { webhookKinds } from './kinds/webhook.ts';
import { worldKinds } from './kinds/world.ts';

/** Every kind of entry with the schema of its data: one file a family, named for who knows it. */
export const journalKinds = {
  ...worldKinds,
  ...uiKinds,
  ...handsetKinds,
  ...carrierKinds,
  ...mlsKinds,
  ...webhookKinds,
  ...archiveKinds,
  ...subjectKinds,
  ...faultKinds,
  ...adversaryKinds,
  ...verdictKinds,
};

export type JournalKind = keyof typeof journalKinds;
export type JournalData = { [K in JournalKind]: z.infer<(typeof journalKinds)[K]> };

export function isJournalKind(name: string): name is JournalKind {
  return Object.hasOwn(journalKinds, name);
}
