/**
 * The tables of a TrueType font that drawing text needs (OpenType specification: cmap formats 4 and 12, head, hhea,
 * hmtx, loca, glyf). Text is drawn as outlines rather than handed to the rasteriser as text: shaping a screen's worth
 * of text there takes as long as everything else together, and widths would differ from those the layout counted on.
 */
export interface FontFile {
  readonly unitsPerEm: number;
  /** The glyph of a code point, 0 when the font has none. */
  glyph(codePoint: number): number;
  /** Advance width in font units. */
  advance(glyph: number): number;
  /** Contours in font units, y upwards. */
  outline(glyph: number): readonly Contour[];
}

/** A closed curve of on-curve points and quadratic control points. */
export type Contour = readonly Point[];

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

/** Reads a font. @param name names it in errors. @throws Error when it is not a TrueType font with a Unicode cmap. */
export function fontFile(bytes: Buffer, name: string): FontFile {
  const tables = new Map<string, number>();
  const count = bytes.length < 12 ? 0 : bytes.readUInt16BE(4);
  for (let i = 0; i < count; i++) {
    const record = 12 + i * 16;
    tables.set(bytes.toString('latin1', record, record + 4), bytes.readUInt32BE(record + 8));
  }
  const table = (tag: string): number => {
    const at = tables.get(tag);
    if (at === undefined) throw new Error(`${name}: no ${tag} table. Only TrueType fonts with outlines can be drawn.`);
    return at;
  };

  const head = table('head');
  const longOffsets = bytes.readInt16BE(head + 50) === 1;
  const loca = table('loca');
  const glyf = table('glyf');
  const hmtx = table('hmtx');
  const measured = bytes.readUInt16BE(table('hhea') + 34);
  const glyph = characterMap(bytes, table('cmap'), name);

  const offset = (id: number): number =>
    longOffsets ? bytes.readUInt32BE(loca + id * 4) : bytes.readUInt16BE(loca + id * 2) * 2;

  function outline(id: number, depth = 0): readonly Contour[] {
    const start = offset(id);
    if (start === offset(id + 1) || depth > 4) return [];
    const contours = bytes.readInt16BE(glyf + start);
    const body = glyf + start + 10;
    return contours >= 0
      ? simpleGlyph(bytes, body, contours)
      : compositeGlyph(bytes, body, (part) => outline(part, depth + 1));
  }

  return {
    unitsPerEm: bytes.readUInt16BE(head + 18),
    glyph,
    advance: (id) => bytes.readUInt16BE(hmtx + 4 * Math.min(id, measured - 1)),
    outline: (id) => outline(id),
  };
}

function characterMap(bytes: Buffer, cmap: number, name: string): (codePoint: number) => number {
  const subtables = new Map<number, number>();
  for (let i = 0; i < bytes.readUInt16BE(cmap + 2); i++) {
    const record = cmap + 4 + i * 8;
    const platform = bytes.readUInt16BE(record);
    const at = cmap + bytes.readUInt32BE(record + 4);
    if (platform === 0 || platform === 3) subtables.set(bytes.readUInt16BE(at), at);
  }
  const segmented = subtables.get(12);
  if (segmented !== undefined) return (codePoint) => inGroups(bytes, segmented, codePoint);
  const basic = subtables.get(4);
  if (basic !== undefined) return (codePoint) => inSegments(bytes, basic, codePoint);
  throw new Error(`${name}: no Unicode cmap of format 4 or 12.`);
}

function inGroups(bytes: Buffer, at: number, codePoint: number): number {
  let low = 0;
  let high = bytes.readUInt32BE(at + 12) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const group = at + 16 + middle * 12;
    const first = bytes.readUInt32BE(group);
    if (codePoint < first) high = middle - 1;
    else if (codePoint > bytes.readUInt32BE(group + 4)) low = middle + 1;
    else return bytes.readUInt32BE(group + 8) + codePoint - first;
  }
  return 0;
}

function inSegments(bytes: Buffer, at: number, codePoint: number): number {
  if (codePoint > 0xffff) return 0;
  const size = bytes.readUInt16BE(at + 6);
  const ends = at + 14;
  const starts = ends + size + 2;
  for (let i = 0; i < size; i += 2) {
    if (codePoint > bytes.readUInt16BE(ends + i)) continue;
    const first = bytes.readUInt16BE(starts + i);
    if (codePoint < first) return 0;
    const delta = bytes.readUInt16BE(starts + size + i);
    const rangeAt = starts + 2 * size + i;
    const range = bytes.readUInt16BE(rangeAt);
    if (range === 0) return (codePoint + delta) & 0xffff;
    const id = bytes.readUInt16BE(rangeAt + range + 2 * (codePoint - first));
    return id === 0 ? 0 : (id + delta) & 0xffff;
  }
  return 0;
}

const onCurveFlag = 0x01;
const repeatFlag = 0x08;

function simpleGlyph(bytes: Buffer, body: number, contours: number): readonly Contour[] {
  const ends = Array.from({ length: contours }, (_, i) => bytes.readUInt16BE(body + i * 2));
  let at = body + contours * 2;
  at += 2 + bytes.readUInt16BE(at);
  const points = (ends.at(-1) ?? -1) + 1;
  const flags: number[] = [];
  while (flags.length < points) {
    const flag = bytes.readUInt8(at++);
    const repeats = flag & repeatFlag ? bytes.readUInt8(at++) : 0;
    for (let i = 0; i <= repeats; i++) flags.push(flag);
  }
  const coordinates = (short: number, same: number): number[] => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) {
        value += flag & same ? bytes.readUInt8(at) : -bytes.readUInt8(at);
        at += 1;
      } else if (!(flag & same)) {
        value += bytes.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = coordinates(0x02, 0x10);
  const ys = coordinates(0x04, 0x20);
  const all = flags.map((flag, i) => ({ x: xs[i] ?? 0, y: ys[i] ?? 0, onCurve: (flag & onCurveFlag) !== 0 }));
  return ends.map((end, i) => all.slice(i === 0 ? 0 : (ends[i - 1] ?? 0) + 1, end + 1));
}

function compositeGlyph(bytes: Buffer, body: number, part: (glyph: number) => readonly Contour[]): readonly Contour[] {
  const contours: Contour[] = [];
  let at = body;
  for (;;) {
    const flags = bytes.readUInt16BE(at);
    const glyph = bytes.readUInt16BE(at + 2);
    const words = (flags & 0x0001) !== 0;
    const dx = words ? bytes.readInt16BE(at + 4) : bytes.readInt8(at + 4);
    const dy = words ? bytes.readInt16BE(at + 6) : bytes.readInt8(at + 5);
    at += words ? 8 : 6;
    const fraction = (): number => {
      at += 2;
      return bytes.readInt16BE(at - 2) / 16384;
    };
    let [xx, xy, yx, yy] = [1, 0, 0, 1];
    if (flags & 0x0008) xx = yy = fraction();
    else if (flags & 0x0040) [xx, yy] = [fraction(), fraction()];
    else if (flags & 0x0080) [xx, xy, yx, yy] = [fraction(), fraction(), fraction(), fraction()];
    for (const contour of part(glyph)) {
      contours.push(
        contour.map(({ x, y, onCurve }) => ({ x: x * xx + y * yx + dx, y: x * xy + y * yy + dy, onCurve })),
      );
    }
    if (!(flags & 0x0020)) return contours;
  }
}
