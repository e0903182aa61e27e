import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { osRandomStream } from '../../simulators/kernel/wall/os-random.ts';
import { checkedOperations } from '../subject/check/checked-operations.ts';
import type { CheckResult } from '../subject/check/finding.ts';
import { makeTenant, NoTenantError } from '../subject/check/make-tenant.ts';
import { runChecks } from '../subject/check/run-checks.ts';
import type { UnderCheck } from '../subject/check/tenant-under-check.ts';
import { type CheckVerdict, checkVerdict } from '../subject/check/verdict.ts';
import { type ReachedSubject, reachSubject } from '../subject/integration/reach-subject.ts';
import { noOperation, SubjectFileError } from '../subject/integration/subject-file.ts';
import { UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { SubjectCheckOptions } from './subject.ts';
import { type Terminal, terminal } from './terminal.ts';

const exitOf: Readonly<Record<CheckVerdict, number>> = {
  kept: exitCodes.held,
  broken: exitCodes.product,
  unreached: exitCodes.harness,
  unknown: exitCodes.unknown,
};

/** @throws UsageError when an option, subject.yaml or the environment cannot be used */
export async function subjectCheckCommand(options: SubjectCheckOptions): Promise<number> {
  const screen = terminal(options.json ? process.stderr : process.stdout);
  const clock = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  try {
    const named = only(options.only);
    const reached = await reach(options);
    const under = await tenants(reached, clock);
    const shown = { ...under, clock, fetch: reached.fetch, random: osRandomStream(), unsupported: reached.unsupported };
    const results = await runChecks(shown, named, (result) => showResult(screen, result));
    const summary = summarise(reached.url, results);
    showSummary(screen, summary);
    if (options.json) process.stdout.write(`${JSON.stringify({ ...summary, checks: results })}\n`);
    const verdict = checkVerdict(results);
    if (verdict === 'unreached') process.stderr.write(`${reached.url} answered nothing. Start it, or check the URL.\n`);
    return exitOf[verdict];
  } catch (error) {
    if (error instanceof SubjectFileError) throw new UsageError(error.message);
    if (!(error instanceof NoTenantError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return exitCodes.harness;
  } finally {
    clock.stop();
  }
}

/** @throws UsageError for what is no operation */
function only(named: readonly string[] | undefined): readonly string[] | undefined {
  const unknown = named?.find((id) => !checkedOperations.some((operation) => operation.id === id));
  if (unknown !== undefined) throw new UsageError(`--only: ${noOperation(unknown)}`);
  return named;
}

const reach = ({ url, config, iOwnThisHost }: SubjectCheckOptions): Promise<ReachedSubject> =>
  reachSubject({
    ...(url !== undefined && { url }),
    ...(config !== undefined && { config }),
    iOwnThisHost: iOwnThisHost === true,
    env: process.env,
  });

/** Two fresh tenants of a server, or those that were named. @throws NoTenantError */
async function tenants(
  { credentials, url, fetch }: ReachedSubject,
  clock: ReturnType<typeof wallClock>,
): Promise<Pick<UnderCheck, 'tenant' | 'other' | 'server'>> {
  if (credentials.kind === 'tenant') {
    const { tenant, other } = credentials;
    return { tenant, ...(other && { other }) };
  }
  const asked = { clock, fetch, random: osRandomStream(), url, operatorToken: credentials.operatorToken };
  const server = { url, operatorToken: credentials.operatorToken };
  return { tenant: await makeTenant(asked), other: await makeTenant(asked), server };
}

interface Summary {
  readonly url: string;
  readonly kept: number;
  readonly lacks: number;
  readonly wrong: number;
  readonly accepts: number;
  readonly unknown: number;
  readonly not_tried: number;
  /** Operations about which something was found, in the contract's order. */
  readonly failing: readonly string[];
}

function summarise(url: string, results: readonly CheckResult[]): Summary {
  const count = (wanted: CheckResult['outcome']): number => results.filter(({ outcome }) => outcome === wanted).length;
  const found = new Set(
    results.flatMap(({ operation, outcome }) => (['lacks', 'wrong', 'accepts'].includes(outcome) ? [operation] : [])),
  );
  return {
    url,
    kept: count('kept'),
    lacks: count('lacks'),
    wrong: count('wrong'),
    accepts: count('accepts'),
    unknown: count('unknown'),
    not_tried: count('not-tried'),
    failing: checkedOperations.map(({ id }) => id).filter((id) => found.has(id)),
  };
}

function showResult({ line, passing, paint }: Terminal, { operation, check, outcome, why }: CheckResult): void {
  if (outcome === 'kept') {
    passing(`  ${operation}: ${check}`);
    return;
  }
  const mark = outcome === 'unknown' || outcome === 'not-tried' ? paint.yellow(outcome) : paint.red(outcome);
  line(`  ${mark}  ${operation}: ${check}`);
  if (why !== undefined) line(`      ${why}`);
}

function showSummary({ line, paint }: Terminal, summary: Summary): void {
  const { kept, lacks, wrong, accepts, unknown, not_tried, failing } = summary;
  const bad = lacks + wrong + accepts;
  const colour = bad > 0 ? paint.red : unknown > 0 ? paint.yellow : paint.green;
  line(
    `${colour(`${kept} kept, ${lacks} lacking, ${wrong} wrong, ${accepts} accepted that must be refused`)}, ${unknown} unknown, ${not_tried} not tried`,
  );
  if (failing.length > 0) line(`Operations: ${failing.join(', ')}`);
}
