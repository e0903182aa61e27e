import { clientsIn } from './clients.ts';

/**
 * Run by itself with --expose-gc, the size of a group and how many members to weigh at least: says on standard output what each weighs in a process that
 * holds all of them, its client and its certificates included, and how long its own state is when it is written out.
 */
export interface Weighed {
  /** Bytes of heap and buffers a member. */
  readonly heap: number;
  /** Bytes of a member's serialised group, the public tree included. */
  readonly serialised: number;
}

const [size = 0, members = 0] = process.argv.slice(2).map(Number);
const collect = globalThis.gc;
if (!collect || !(size >= 2 && members > 0))
  throw new Error('run it as: node --expose-gc bench/heap-child.ts <members of a group> <members weighed>');

async function held(): Promise<number> {
  for (let n = 0; n < 4; n++) {
    collect?.();
    await new Promise(setImmediate);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external; // external has the array buffers in it
}

await clientsIn('warm', 32); // compiled code and what the process keeps whatever its groups
const groups = Math.ceil(members / size); // what a process takes for itself is spread over them
const before = await held();
const weighed: Awaited<ReturnType<typeof clientsIn>>[] = [];
for (let n = 0; n < groups; n++) weighed.push(await clientsIn(`weighed ${n}`, size));
const heap = ((await held()) - before) / (groups * size);
const serialised = weighed[0]?.[0]?.snapshot('weighed 0')?.group.length ?? 0;
console.log(JSON.stringify({ heap, serialised } satisfies Weighed));
