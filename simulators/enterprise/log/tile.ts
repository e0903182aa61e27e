import { completeRoot, hashBytes } from './merkle-hash.ts';
import type { Node } from './ranges.ts';

/** Hashes of a full tile (C2SP tlog-tiles): a tile is the foot of a subtree of height 8. */
export const tileWidth = 256;
const tileHeight = 8;

/**
 * One tile: hashes `index` * 256 .. of a level. Those of level 0 are the leaves'; each of a level above is the root of one
 * full tile of the level below. `width` is how many there are: 256, or fewer at the right edge of the log.
 */
export interface TileId {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** Where the hashes of a log are read. */
export interface HashReader {
  /** The hashes of a tile one after the other: as many as the log has there, all 256 at most. */
  tile(level: number, index: number): Uint8Array;
}

/** How many hashes a level has in a log of `size` leaves. */
export const hashesAt = (level: number, size: number): number => Math.floor(size / tileWidth ** level);

/** How many of them a tile has: 0 where there is no such tile. */
export const widthAt = (level: number, index: number, size: number): number =>
  Math.min(tileWidth, Math.max(0, hashesAt(level, size) - index * tileWidth));

/** Where a node is read: so many hashes of a tile from `first` on, the foot of the node's subtree. */
interface Place {
  readonly level: number;
  readonly index: number;
  readonly first: number;
  readonly count: number;
}

function placeOf({ height, index }: Node): Place {
  const count = 2 ** (height % tileHeight);
  const first = index * count;
  const tile = Math.floor(first / tileWidth);
  return { level: Math.floor(height / tileHeight), index: tile, first: first - tile * tileWidth, count };
}

/** The tiles that nodes are read from in a log of `size` leaves, each once. */
export function tilesOf(nodes: readonly Node[], size: number): readonly TileId[] {
  const tiles = new Map<string, TileId>();
  for (const node of nodes) {
    const { level, index } = placeOf(node);
    tiles.set(`${level}/${index}`, { level, index, width: widthAt(level, index, size) });
  }
  return [...tiles.values()];
}

/** The root of a complete subtree. */
export function readNode(reader: HashReader, node: Node): Uint8Array {
  const { level, index, first, count } = placeOf(node);
  const hashes = reader.tile(level, index).subarray(first * hashBytes, (first + count) * hashBytes);
  if (hashes.length !== count * hashBytes) {
    throw new RangeError(`tile ${level}/${index} has no hashes ${first} .. ${first + count - 1}`);
  }
  return completeRoot(hashes);
}
