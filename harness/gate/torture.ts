import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/run.ts';
import { fuzzersOf, suiteNames } from './fuzz/suites.ts';
import { root } from './step.ts';

const usage = `Usage: npm run torture -- [--suite NAME ..] [--count N] [--seed N] [--restart]

Feeds N seeded malformed inputs to every decoder that faces the outside, and breaks every write of an archive once. Stop it with Ctrl-C; it goes on where it was.
  --suite    one of ${suiteNames.join(', ')}; may be repeated (default: all)
  --count    inputs for each fuzzer (default 1000000, or all there are)
  --seed     default 1
  --restart  forgets what was done
`;

const { values } = parseArgs({
  options: {
    suite: { type: 'string', multiple: true },
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    restart: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const asked = Number(values.count);
const seed = Number(values.seed);
const suites = values.suite ?? suiteNames;
const unknown = suites.filter((name) => !suiteNames.includes(name));
if (values.help || !Number.isInteger(asked) || asked < 1 || !Number.isInteger(seed) || unknown.length > 0) {
  console.error(unknown.length > 0 ? `there is no fuzz suite "${unknown[0]}"\n\n${usage}` : usage);
  process.exit(values.help ? 0 : 2);
}

const folder = join(root, 'out', 'torture');
const file = join(folder, `seed-${seed}.json`);
mkdirSync(folder, { recursive: true });

/** Inputs done so far, by `suite/fuzzer`. */
function progress(): Record<string, number> {
  try {
    return values.restart ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>);
  } catch {
    return {};
  }
}

const done = progress();
const save = (): void => writeFileSync(file, `${JSON.stringify(done, null, 2)}\n`);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

let failures = 0;
let passed = 0;
for (const suite of suites) {
  for (const { name, total } of await fuzzersOf(suite)) {
    if (stop.signal.aborted) break;
    const key = `${suite}/${name}`;
    const count = total ? Math.min(asked, await total(seed)) : asked;
    const from = Math.min(done[key] ?? 0, count);
    const started = performance.now();
    const outcome = await fuzz(
      { suite, fuzzer: name, seed, from, to: count, slow: total !== undefined },
      (at) => {
        done[key] = at;
        if (total || at % 50_000 === 0) save();
      },
      stop.signal,
    );
    if (from < count) done[key] = outcome.next;
    save();
    const rate = Math.round((outcome.next - from) / Math.max(0.001, (performance.now() - started) / 1000));
    if (outcome.ended === 'done' || from >= count) {
      passed++;
      const growth = outcome.ended === 'done' ? `, heap ${(outcome.heapGrowthBytes / 1e6).toFixed(1)} MB` : '';
      console.log(`ok   ${key}: ${count} inputs, seed ${seed} (${rate}/s${growth})`);
    } else if (outcome.ended !== 'stopped') {
      failures++;
      console.log(`FAIL ${key}: input ${outcome.input} of seed ${seed} ${outcome.ended}: ${outcome.error}`);
    }
  }
}
if (stop.signal.aborted) console.log('stopped: the same command goes on from here');
console.log(`${passed} passed, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : stop.signal.aborted ? 130 : 0;
