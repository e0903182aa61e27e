import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { addAttachment } from '@wdio/allure-reporter';
import type { PairTarget } from '../farm/target.ts';
import { masked } from '../phones/msisdn.ts';
import type { ScenarioEnded, ScenarioStarted } from '../stage/api.ts';

/** How much of a log's end goes into a report, bytes. */
const logTail = 200_000;

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

/** What a replay needs, whatever the outcome. */
export async function attachPlan(
  started: ScenarioStarted,
  ended: ScenarioEnded | undefined,
  seed: string,
): Promise<void> {
  await addAttachment('seed', seed, 'text/plain');
  if (ended === undefined) return;
  const plan = existsSync(ended.plan) ? readFileSync(ended.plan, 'utf8') : ended.plan;
  await addAttachment('plan', plan, 'application/json');
  await addAttachment('verdicts', JSON.stringify(ended.verdicts, null, 2), 'application/json');
  await addAttachment('folder', relative('.', started.folder), 'text/plain');
}

/** Everything that a failure is understood from: the journal, both phones' logs, Appium's log. */
export async function attachLogs(
  started: ScenarioStarted | undefined,
  sessions: Sessions,
  pair: PairTarget,
): Promise<void> {
  const clean = cleaner(started, pair);
  if (started !== undefined) await attachFile('journal', join(started.folder, 'journal.jsonl'), clean);
  await attachDeviceLog(`${pair.android.name}: logcat`, sessions.android, 'logcat', clean);
  await attachDeviceLog(`${pair.ios.name}: system log`, sessions.ios, 'syslog', clean);
  if (pair.appiumLog !== null) await attachFile('appium log', pair.appiumLog, clean);
}

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

async function attachFile(name: string, file: string, clean: (text: string) => string): Promise<void> {
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8');
  const cut = statSync(file).size > logTail ? `.. the last ${logTail} bytes ..\n${text.slice(-logTail)}` : text;
  await addAttachment(name, clean(cut), 'text/plain');
}

/** Numbers of real people do not go into reports. */
function cleaner(started: ScenarioStarted | undefined, pair: PairTarget): (text: string) => string {
  if (pair.android.simulated) return (text) => text;
  const numbers = started?.phones.map(({ msisdn }) => msisdn) ?? [];
  return (text) => numbers.reduce((clean, number) => clean.replaceAll(number, masked(number)), text);
}
