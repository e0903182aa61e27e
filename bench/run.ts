import { parseArgs } from 'node:util';
import { openFanOut } from './fan-out.ts';
import { cpuMs, type Figure, measured } from './figure.ts';
import { openLine } from './messages.ts';
import { primitiveCosts, primitivesOf, summed } from './primitives.ts';
import { playWorld } from './worlds.ts';

const usage = `Usage: npm run bench -- [--json]

Measures what the simulator does a second on one core, by CPU time. Each figure comes with its ratio to the sum of the
cryptographic primitives that the work needs, measured in the same run: that is what to compare between machines.
  --json  one line of JSON a figure
`;

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const rounds = 5;
const costs = primitiveCosts();

async function messages(): Promise<Figure> {
  const batch = 200;
  const line = await openLine();
  await line.send(batch); // warm
  const alone = summed(await primitivesOf(() => line.send(batch)), costs);
  const tookMs = await measured(rounds, async () => {
    const began = cpuMs();
    await line.send(batch);
    return cpuMs() - began;
  });
  return {
    name: '1:1 messages a second a core',
    value: (batch * 1000) / tookMs,
    unit: 'messages/s',
    limit: 2500,
    ratio: tookMs / alone,
  };
}

async function fanOut(): Promise<Figure> {
  const participants = 32;
  const batch = 100;
  const group = await openFanOut(participants);
  await group.send(batch); // warm
  const alone = summed(await primitivesOf(() => group.send(batch)), costs);
  let deliveries = 0;
  const tookMs = await measured(rounds, async () => {
    const began = cpuMs();
    deliveries = await group.send(batch);
    return cpuMs() - began;
  });
  return {
    name: `deliveries in a group of ${participants} a second a core`,
    value: (deliveries * 1000) / tookMs,
    unit: 'deliveries/s',
    limit: 6000,
    ratio: tookMs / alone,
  };
}

async function worlds(): Promise<Figure[]> {
  const each = 4;
  let seed = 1;
  let virtualS = 0;
  const play = async (): Promise<void> => {
    for (let n = 0; n < each; n++) virtualS += await playWorld(seed++);
  };
  await play(); // warm
  const alone = summed(await primitivesOf(play), costs);
  const tookMs = await measured(rounds, async () => {
    virtualS = 0;
    const began = cpuMs();
    await play();
    return cpuMs() - began;
  });
  const ratio = tookMs / alone;
  return [
    {
      name: 'worlds of two phones, ten messages, three faults a second a core',
      value: (each * 1000) / tookMs,
      unit: 'worlds/s',
      limit: 50,
      ratio,
    },
    { name: 'virtual over wall time', value: (virtualS * 1000) / tookMs, unit: 'virtual s/s', limit: 1000, ratio },
  ];
}

for (const figure of [await messages(), await fanOut(), ...(await worlds())]) {
  const { name, value, unit, limit, ratio } = figure;
  const round = (number: number): number => Number(number.toPrecision(3));
  if (values.json) console.log(JSON.stringify({ name, value: round(value), unit, limit, ratio: round(ratio) }));
  else console.log(`${name}: ${round(value)} ${unit} (aim ${limit}), ${round(ratio)} times its primitives`);
}
