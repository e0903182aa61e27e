import { parseArgs } from 'node:util';
import { wycheproofFiles } from '../../simulators/crypto/wycheproof.ts';
import { officialCounts, officialVectors } from '../../simulators/mls/conformance/official-vectors.ts';

/**
 * Puts our MLS engine to the official RFC 9420 vectors and our primitives to Wycheproof. Exit: 0 everything held, 1 a case
 * failed, 2 wrong usage, 4 unknown: the vectors are not there, or are another set than the one that is claimed.
 */
const usage = `Usage: npm run conformance -- [--json] [--quick]

Runs the RFC 9420 vectors of cipher suites 1, 2 and none, and Wycheproof, from the folder that GREENROOM_VECTORS names.
  --json   one line of JSON for each file and a last one with the totals; progress goes to standard error
  --quick  follows 40 of the 200 epochs of the longest vector
`;

const options = { json: { type: 'boolean' }, quick: { type: 'boolean' }, help: { type: 'boolean' } } as const;

function parse(): { json?: boolean; quick?: boolean; help?: boolean } {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

const flags = parse();
if (flags.help) {
  console.log(usage);
  process.exit(0);
}

const say = (line: string): void => console.error(line);
const print = (json: object, text: string): void => console.log(flags.json ? JSON.stringify(json) : text);
const parts = (names: readonly string[]): string => (names.length === 0 ? '-' : names.join(', '));

const mls = { files: 0, run: 0, suite1: 0, suite2: 0, no_suite: 0, other_suites: 0, failed: 0 };
const wycheproof = { files: 0, cases: 0, held: 0, outside: 0, failed: 0 };
const missing: string[] = [];
let tooFew = 0;
/** What a file's vectors led to; nothing when there are none, or none that can be read. */
async function outcomeOf<T>(name: string, run: () => Promise<T> | T): Promise<T | undefined> {
  try {
    const outcome = await run();
    if (outcome === undefined) missing.push(name);
    return outcome;
  } catch (error) {
    missing.push(name);
    say(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Cases by whose code they went through, our primitives apart. */
const through = { ours: 0, ours_and_library: 0, library: 0 };
const total = officialVectors.length + wycheproofFiles.length;
const progress = (at: number, name: string): void => say(`[${at}/${total}] ${name}`);

for (const [index, vectors] of officialVectors.entries()) {
  progress(index + 1, `RFC 9420 ${vectors.name}`);
  const outcome = await outcomeOf(`mls/${vectors.name}.json`, () => vectors.run({ thorough: !flags.quick }));
  if (!outcome) continue;
  const { file, cases, otherSuites, failures, checks } = outcome;
  const { suite1, suite2, noSuite } = outcome.run;
  const run = suite1 + suite2 + noSuite;
  const { ours, library } = outcome.through;
  mls.files++;
  mls.run += run;
  mls.suite1 += suite1;
  mls.suite2 += suite2;
  mls.no_suite += noSuite;
  mls.other_suites += otherSuites;
  mls.failed += failures.length;
  through[library.length === 0 ? 'ours' : ours.length === 0 ? 'library' : 'ours_and_library'] += run;
  const counts = { cases, run, suite1, suite2, no_suite: noSuite, other_suites: otherSuites, failed: failures.length };
  print(
    { set: 'rfc9420', file, ...counts, failures, checks, through: outcome.through },
    `${failures.length === 0 ? 'ok  ' : 'FAIL'} ${file}: ${run} run (suite 1: ${suite1}, suite 2: ${suite2}, none: ${noSuite}), ${otherSuites} of other suites, ${failures.length} failed; ours: ${parts(ours)}; ts-mls: ${parts(library)}`,
  );
  for (const { index: at, error } of failures) say(`FAIL ${file} case ${at}: ${error}`);
}

for (const [index, vectors] of wycheproofFiles.entries()) {
  progress(officialVectors.length + index + 1, `Wycheproof ${vectors.name}`);
  const outcome = await outcomeOf(`wycheproof/${vectors.name}`, vectors.run);
  if (!outcome) continue;
  const { file, cases, held, outside, failures } = outcome;
  wycheproof.files++;
  wycheproof.cases += cases;
  wycheproof.held += held;
  wycheproof.outside += outside;
  wycheproof.failed += failures.length;
  print(
    { set: 'wycheproof', file, cases, held, outside, failed: failures.length, failures },
    `${failures.length === 0 ? 'ok  ' : 'FAIL'} ${file}: ${held} of ${cases} held, ${outside} outside the primitive, ${failures.length} failed`,
  );
  for (const { tcId, error } of failures) say(`FAIL ${file} tcId ${tcId}: ${error}`);
  if (held < vectors.atLeast) {
    tooFew++;
    say(`${file}: only ${held} cases apply, where ${vectors.atLeast} were expected`);
  }
}

const complete =
  missing.length === 0 &&
  tooFew === 0 &&
  mls.suite1 === officialCounts.suite1 &&
  mls.suite2 === officialCounts.suite2 &&
  mls.no_suite === officialCounts.noSuite &&
  mls.other_suites === officialCounts.otherSuites;
const failed = mls.failed + wycheproof.failed;
const verdict = failed > 0 ? 'failed' : complete ? 'passed' : 'unknown';
print(
  { verdict, mls: { ...mls, through }, wycheproof, missing, thorough: !flags.quick },
  `${verdict}: RFC 9420: ${mls.run} cases run, ${mls.other_suites} of other suites, ${mls.failed} failed (through our parts alone: ${through.ours}, ours and ts-mls: ${through.ours_and_library}, ts-mls over our primitives: ${through.library}). Wycheproof: ${wycheproof.held} held, ${wycheproof.failed} failed, ${wycheproof.outside} outside.`,
);
if (missing.length > 0) {
  say(
    `UNKNOWN: ${missing.length} of ${total} files of vectors are not there or cannot be read (${missing.join(', ')}).`,
  );
  say('Set GREENROOM_VECTORS to a folder that has them, e.g. GREENROOM_VECTORS=/path/to/vectors npm run conformance');
} else if (!complete) {
  say(`UNKNOWN: these are not the vectors that the counts are claimed of: expected ${JSON.stringify(officialCounts)}`);
}
process.exitCode = verdict === 'passed' ? 0 : verdict === 'failed' ? 1 : 4;
