import { tileWidth } from './tile.ts';

/** What a path below `/log/tile/` names: a tile of hashes, or the leaves themselves. */
export interface TilePath {
  readonly level: number | 'entries';
  readonly index: number;
  /** 256 for a full tile, 1 .. 255 with `.p/`. */
  readonly width: number;
}

/** Six groups of three digits: more leaves than any log has, and still an exact number. */
const shape = /^(\d{1,2}|entries)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/;
const highestLevel = 63;

/** `x001/x234/067` for 1234067. */
export function formatTileIndex(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** `0/x001/x234/067` or `0/x001/x234/067.p/5` (C2SP tlog-tiles). */
export function formatTilePath({ level, index, width }: TilePath): string {
  return `${level}/${formatTileIndex(index)}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** The tile that a path names, or nothing: there is one way to write each, and any other is refused. */
export function parseTilePath(path: string): TilePath | undefined {
  const [, level = '', groups = '', partial] = shape.exec(path) ?? [];
  if (level === '') return undefined;
  const named: TilePath = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/\D/g, '')),
    width: partial === undefined ? tileWidth : Number(partial),
  };
  const known = named.level === 'entries' || named.level <= highestLevel;
  const sized = partial === undefined || (named.width > 0 && named.width < tileWidth);
  return known && sized && Number.isSafeInteger(named.index) && formatTilePath(named) === path ? named : undefined;
}
