import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { addAttachment, addDescription } from '@wdio/allure-reporter';
import { maskEvidence, maskPlan } from '../../reports/mask-evidence.ts';
import { drawTimeline } from '../../reports/timeline/draw.ts';
import { pngOf } from '../../reports/timeline/png.ts';
import { timelineOf } from '../../reports/timeline/timeline.ts';
import { entriesOf } from '../../reports/verdicts/entries.ts';
import type { ScenarioRecord } from '../../reports/verdicts/model.ts';
import { scenarioPage } from '../../reports/verdicts/scenario-page.ts';
import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';
import type { PairTarget } from '../farm/target.ts';
import { invariants } from '../oracle/registry.ts';
import type { ScenarioEnded, ScenarioStarted } from '../stage/api.ts';
import type { PlayAgain } from './replay-command.ts';

/** How much of a log's end goes into a report, bytes. */
const logTail = 200_000;
/** How much of a journal, characters: a rehearsed scenario's is far below. */
const journalLimit = 1_000_000;

export type Sessions = Readonly<Record<'android' | 'ios', WebdriverIO.Browser>>;

/** A picture of both screens as they are now. A phone that gives none is said to, and does not end the scenario. */
export async function attachScreens(sessions: Sessions, pair: PairTarget): Promise<void> {
  const shots = await Promise.allSettled([sessions.android.takeScreenshot(), sessions.ios.takeScreenshot()]);
  for (const [index, { name }] of [pair.android, pair.ios].entries()) {
    const shot = shots[index];
    if (shot?.status === 'fulfilled') await addAttachment(name, Buffer.from(shot.value, 'base64'), 'image/png');
    else await addAttachment(`${name}: no screenshot`, String(shot?.reason), 'text/plain');
  }
}

/** What one scenario left behind, and how it came out. */
export interface Left {
  readonly started: ScenarioStarted;
  /** Undefined: it could not be judged. */
  readonly ended: ScenarioEnded | undefined;
  readonly title: string;
  readonly seed: string;
  readonly failure: ScenarioRecord['failure'];
  readonly commands: PlayAgain;
}

/** The story of a scenario, whatever the outcome: its picture, its verdicts, and all that a replay needs. */
export async function attachRecord(left: Left): Promise<void> {
  const { started, ended, title, seed, failure, commands } = left;
  const { replay, smaller: shrink } = commands;
  const journalFile = join(started.folder, 'journal.jsonl');
  const journal = existsSync(journalFile) ? entriesOf(readFileSync(journalFile, 'utf8')) : [];
  const broken = ended?.verdicts.some(({ outcome }) => outcome === 'violated') ?? false;
  const smaller = broken ? `  \nMake it smaller: \`${shrink}\`` : '';
  await addDescription(`Play it again: \`${replay}\`${smaller}`, 'markdown');
  const rules = invariants.map(({ id, title: rule, source }) => ({ id, title: rule, source }));
  const record = { title, failure, verdicts: ended?.verdicts ?? [], journal, replay, smaller: shrink };
  await attachTimeline(journal);
  await addAttachment('verdict page', scenarioPage(record, rules), 'text/html');
  await addAttachment('replay', replay, 'text/plain');
  await addAttachment('seed', seed, 'text/plain');
  await attachFile('journal', journalFile, (text) => maskEvidence(text, numbersOf(started)), journalLimit);
  if (ended === undefined) return;
  const plan = existsSync(ended.plan) ? readFileSync(ended.plan, 'utf8') : ended.plan;
  await addAttachment('plan', maskPlan(plan), 'application/json');
  await addAttachment('verdicts', maskEvidence(JSON.stringify(ended.verdicts, null, 2)), 'application/json');
  await addAttachment('folder', relative('.', started.folder), 'text/plain');
}

/** A picture that cannot be drawn is said to be missing; it is no reason to fail a scenario. */
async function attachTimeline(journal: readonly JournalEntry[]): Promise<void> {
  try {
    const svg = drawTimeline(timelineOf(journal));
    await addAttachment('timeline', pngOf(svg), 'image/png');
    await addAttachment('timeline (SVG)', svg, 'image/svg+xml');
  } catch (error) {
    await addAttachment('no timeline', error instanceof Error ? error.message : String(error), 'text/plain');
  }
}

/** Everything else that a failure is understood from: both phones' logs, Appium's log. */
export async function attachLogs(
  started: ScenarioStarted | undefined,
  sessions: Sessions,
  pair: PairTarget,
): Promise<void> {
  const numbers = started === undefined ? [] : numbersOf(started);
  const clean = (text: string): string => maskEvidence(text, numbers);
  await attachDeviceLog(`${pair.android.name}: logcat`, sessions.android, 'logcat', clean);
  await attachDeviceLog(`${pair.ios.name}: system log`, sessions.ios, 'syslog', clean);
  if (pair.appiumLog !== null) await attachFile('appium log', pair.appiumLog, clean);
}

const numbersOf = ({ phones, members }: ScenarioStarted): readonly string[] =>
  [...phones, ...members].map(({ msisdn }) => msisdn);

async function attachDeviceLog(
  name: string,
  session: WebdriverIO.Browser,
  type: string,
  clean: (text: string) => string,
): Promise<void> {
  let text: string;
  try {
    const lines = (await session.getLogs(type)) as readonly unknown[];
    text = lines
      .map((line) => (typeof line === 'object' && line && 'message' in line ? line.message : line))
      .join('\n');
  } catch (error) {
    text = `the phone gave no log: ${error instanceof Error ? error.message : String(error)}`;
  }
  await addAttachment(name, clean(text.slice(-logTail)), 'text/plain');
}

async function attachFile(name: string, file: string, clean: (text: string) => string, limit = logTail): Promise<void> {
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8');
  const cut = text.length > limit ? `.. the last ${limit} characters ..\n${text.slice(-limit)}` : text;
  await addAttachment(name, clean(cut), 'text/plain');
}
