import { parseArgs } from 'node:util';
import { tinyScale, wholeScale } from './figure.ts';
import { suite } from './suite.ts';
import { heading, rounded, row } from './table.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    tiny: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const all = suite(values.tiny ? tinyScale : wholeScale);
const names = all.map(({ name }) => name);

const usage = `Usage: npm run bench -- [--json] [--only <name>]... [--tiny]

Measures what the simulator does, by the CPU time of one process. Each figure comes with its ratio to the sum of the
cryptographic primitives that the work needs, measured in the same run: that is what to compare between machines.
  --json         one line of JSON a figure
  --only <name>  what is called so, or begins so: ${names.join(', ')};
                 ${all.filter(({ long }) => long).map(({ name }) => name)} takes a quarter of an hour and must be asked for
  --tiny         as little as shows that everything runs; the figures say nothing
`;

if (values.help) {
  console.log(usage);
  process.exit(0);
}
const chosen = all.filter(({ name, long }) =>
  values.only.length === 0 ? values.tiny || !long : values.only.some((only) => name.startsWith(only)),
);
const unknown = values.only.find((only) => !names.some((name) => name.startsWith(only)));
if (unknown !== undefined) {
  console.error(`There is no bench "${unknown}". There are: ${names.join(', ')}.`);
  process.exit(2);
}

if (!values.json) console.log(heading);
for (const [index, bench] of chosen.entries()) {
  console.error(`[${index + 1}/${chosen.length}] ${bench.name}`);
  for (const figure of await bench.figures()) console.log(values.json ? JSON.stringify(rounded(figure)) : row(figure));
}
