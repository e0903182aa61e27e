import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from './figure.ts';
import type { Weighed } from './heap-child.ts';

const child = fileURLToPath(new URL('./heap-child.ts', import.meta.url));
const aimBytes = 60 * 1024;

/**
 * What a member weighs when a process holds a whole group, in a process of its own. The ratio is to the length of a
 * member's state when it is written out, with a tree of its own.
 */
export async function heapFigure(members: number, weighed: number): Promise<Figure> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', child, `${members}`, `${weighed}`]);
  const { heap, serialised }: Weighed = JSON.parse(stdout);
  const kilobytes = (bytes: number): number => bytes / 1024;
  return {
    name: `heap a member, N = ${members}`,
    value: kilobytes(heap),
    unit: 'KB',
    limit: kilobytes(aimBytes),
    ratio: heap / serialised,
  };
}
