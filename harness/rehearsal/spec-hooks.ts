import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { addArgument, addLabel } from '@wdio/allure-reporter';
import { multiRemoteBrowser } from '@wdio/globals';
import type { PairTarget } from '../farm/target.ts';
import { askAndroid, askIphone, phoneState } from '../phones/preflight.ts';
import { ClassedError, classify } from './classify.ts';
import { progressSoFar, tell } from './progress-events.ts';
import { currentRun } from './run-description.ts';

/** The capability that tells a worker which pair it holds. */
export const pairCapability = 'greenroom:pair';

/** What a worker process is doing: wdio hands each of its hooks only a part of it. */
const worker: { spec: string } = { spec: '' };

/** Before the sessions: says that this process is there, and ends it when the launcher is gone. */
export function workerStarts(specs: readonly string[], id: string): void {
  const [spec = ''] = specs; // until a scenario says where it is from
  worker.spec = spec.startsWith('file:') ? fileURLToPath(spec) : spec;
  process.once('disconnect', () => process.exit(1));
  tell(currentRun().progress, { event: 'worker-started', worker: id, pid: process.pid, spec: worker.spec });
}

/** The pair that this worker's phones are. @throws when no lease stands behind the sessions */
export function leasedPair(): PairTarget {
  const wanted = { ...phone('android').requestedCapabilities } as Readonly<Record<string, unknown>>;
  const pair = currentRun().pairs.find(({ name }) => name === wanted[pairCapability]);
  if (pair === undefined) throw new Error('this worker holds no lease of a pair');
  return pair;
}

/** One phone's session. @throws when it is not there */
export function phone(os: 'android' | 'ios'): WebdriverIO.Browser {
  const session = multiRemoteBrowser.getInstance(os);
  if (session === undefined) throw new Error(`there is no session on the ${os} phone`);
  return session;
}

/** Both sessions are up. Phones that are not simulated are asked what they are, once a run. */
export async function sessionsStarted(): Promise<void> {
  const pair = leasedPair();
  tell(currentRun().progress, {
    event: 'sessions-started',
    phones: [pair.android, pair.ios].map(({ os, name, simulated }) => ({
      os,
      name,
      simulated,
      driver: driverOf(phone(os)),
    })),
  });
  await preflight(pair);
}

/** A pair is leased to one worker at a time: whether it was asked already, the worker before it has told. */
async function preflight({ android, ios }: PairTarget): Promise<void> {
  const { progress } = currentRun();
  const asked = new Set(progressSoFar(progress).flatMap((each) => (each.event === 'preflight' ? [each.phone] : [])));
  const ask = async ({ name, os }: { readonly name: string; readonly os: 'android' | 'ios' }): Promise<void> => {
    const session = phone(os);
    const state = await phoneState(os === 'android' ? askAndroid(session) : askIphone(session));
    const { osBuild, ...rest } = state;
    tell(progress, { event: 'preflight', phone: name, os, os_build: osBuild, ...rest });
  };
  await Promise.all([android, ios].filter(({ name, simulated }) => !simulated && !asked.has(name)).map(ask));
}

/** As the server says which driver it made the session with, not as we asked for it. */
function driverOf(session: WebdriverIO.Browser): string {
  const made = { ...session.capabilities } as Readonly<Record<string, unknown>>;
  return String(made['appium:automationName'] ?? made['automationName'] ?? 'unknown');
}

/** @param file the spec that it is in: a worker may have several */
export async function scenarioStarts(title: string, file: string): Promise<void> {
  worker.spec = file;
  const { name } = leasedPair();
  addLabel('pair', name);
  await addArgument('pair', name); // without it every pair's results are retries of one another in the report
  tell(currentRun().progress, { event: 'scenario-started', spec: worker.spec, title });
}

/** Phones that stopped answering in this worker, and in which scenario. */
const lost = new Map<string, string>();
const probeLimitMs = 5_000;

/**
 * After a failure that looks like a lost phone: asks both for a sign of life. What is lost fails every later scenario
 * at once, and its session is left to whoever stops the server: ending it would wait minutes for a phone that is gone.
 */
async function probePhones(title: string): Promise<void> {
  const pair = leasedPair();
  for (const { os, name } of [pair.android, pair.ios]) {
    const session = phone(os);
    const alive = await Promise.race([
      session.getWindowRect().then(
        () => true,
        () => false,
      ),
      sleep(probeLimitMs, false),
    ]);
    if (alive || lost.has(name)) continue;
    lost.set(name, title);
    leaveSession(session);
  }
}

/** wdio's types know the names of its own commands only; this one is the protocol's. */
function leaveSession(session: WebdriverIO.Browser): void {
  const open: { overwriteCommand(name: string, instead: () => Promise<void>): void } = session as never;
  open.overwriteCommand('deleteSession', async () => {});
}

/** @throws ClassedError (device) when a phone was lost in an earlier scenario of this worker */
export function requirePhones(): void {
  for (const [name, title] of lost) throw new ClassedError('device', `${name} was lost in "${title}".`);
}

/** Titles of scenarios that were passed over in this worker. */
const passedOver = new Set<string>();

/** The scenario cannot be tried on these phones. */
export function scenarioIsNotForHere(title: string, reason: string): void {
  passedOver.add(title);
  tell(currentRun().progress, { event: 'scenario-skipped', spec: worker.spec, title, reason });
}

export async function scenarioEnds(title: string, error: unknown, durationMs: number): Promise<void> {
  if (passedOver.has(title)) return;
  if (error !== undefined && error !== null && classify(error) === 'device' && lost.size === 0)
    await probePhones(title);
  const failure = error === undefined || error === null ? null : { class: classify(error), message: words(error) };
  tell(currentRun().progress, { event: 'scenario-ended', spec: worker.spec, title, failure, duration_ms: durationMs });
}

/** A hook around scenarios failed: those below it do not run. */
export function hookFails(title: string, error: unknown): void {
  tell(currentRun().progress, {
    event: 'worker-failed',
    spec: worker.spec,
    class: classify(error),
    message: `${title}: ${words(error)}`,
  });
}

/** A line of progress from within a scenario. */
export function tellStep(title: string, text: string): void {
  tell(currentRun().progress, { event: 'step', title, text });
}

export function currentSpec(): string {
  return worker.spec;
}

/** Paths of this machine are of no use in a message. */
const words = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(process.cwd(), relative('.', '.') || '.');
