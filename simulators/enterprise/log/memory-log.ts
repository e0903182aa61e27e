import { completeRoot, hashBytes } from './merkle-hash.ts';
import { type HashReader, tileWidth } from './tile.ts';

/** A log in memory: what tests and benches grow. */
export interface MemoryLog extends HashReader {
  /** Adds a leaf by its hash. */
  append(leaf: Uint8Array): void;
  size(): number;
}

interface Edge {
  /** Of the tile that is not full. */
  index: number;
  hashes: Uint8Array;
  width: number;
}

/** @param kept called with each full tile; false drops it, for logs that are larger than memory. Default: all are kept. */
export function memoryLog(kept: (level: number, index: number) => boolean = () => true): MemoryLog {
  const full = new Map<string, Uint8Array>();
  const edges: Edge[] = [];
  let size = 0;

  function add(level: number, hash: Uint8Array): void {
    const edge = edges[level] ?? { index: 0, hashes: new Uint8Array(tileWidth * hashBytes), width: 0 };
    edges[level] = edge;
    edge.hashes.set(hash, edge.width * hashBytes);
    edge.width++;
    if (edge.width < tileWidth) return;
    if (kept(level, edge.index)) full.set(`${level}/${edge.index}`, edge.hashes.slice());
    edge.index++;
    edge.width = 0;
    add(level + 1, completeRoot(edge.hashes));
  }

  return {
    append(leaf) {
      add(0, leaf);
      size++;
    },
    size: () => size,
    tile(level, index) {
      const edge = edges[level];
      if (edge?.index === index) return edge.hashes.subarray(0, edge.width * hashBytes);
      return full.get(`${level}/${index}`) ?? new Uint8Array(0);
    },
  };
}
