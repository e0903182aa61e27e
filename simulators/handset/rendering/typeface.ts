import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Contour, type FontFile, fontFile, type Point } from './font-file.ts';

export type Family = 'roboto' | 'inter';
export type Weight = 400 | 500 | 600 | 700;

/** One family at one weight, read from its package when first asked for. */
export interface Typeface {
  readonly family: Family;
  readonly weight: Weight;
  /** Width of a character as a fraction of the font size; undefined when the font has no glyph for it. */
  advance(codePoint: number): number | undefined;
  /** The outline at a font size as SVG path commands relative to the current point, which they return to. */
  path(codePoint: number, size: number): string;
}

const files: Record<Family, Record<Weight, string>> = {
  roboto: {
    400: '@expo-google-fonts/roboto/400Regular/Roboto_400Regular.ttf',
    500: '@expo-google-fonts/roboto/500Medium/Roboto_500Medium.ttf',
    600: '@expo-google-fonts/roboto/600SemiBold/Roboto_600SemiBold.ttf',
    700: '@expo-google-fonts/roboto/700Bold/Roboto_700Bold.ttf',
  },
  inter: {
    400: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
    500: '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf',
    600: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
    700: '@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf',
  },
};

const loaded = new Map<string, Typeface>();

/** The typeface of a family and weight; the same object every time. */
export function typeface(family: Family, weight: Weight): Typeface {
  const key = `${family} ${weight}`;
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const path = createRequire(import.meta.url).resolve(files[family][weight]);
  const face = fromFile(family, weight, fontFile(readFileSync(path), path));
  loaded.set(key, face);
  return face;
}

function fromFile(family: Family, weight: Weight, font: FontFile): Typeface {
  const advances = new Map<number, number | undefined>();
  const paths = new Map<number, Map<number, string>>();
  return {
    family,
    weight,
    advance(codePoint) {
      const known = advances.get(codePoint);
      if (known !== undefined || advances.has(codePoint)) return known;
      const glyph = font.glyph(codePoint);
      const advance = glyph === 0 ? undefined : font.advance(glyph) / font.unitsPerEm;
      advances.set(codePoint, advance);
      return advance;
    },
    path(codePoint, size) {
      let ofSize = paths.get(size);
      if (ofSize === undefined) {
        ofSize = new Map();
        paths.set(size, ofSize);
      }
      let path = ofSize.get(codePoint);
      if (path === undefined) {
        path = relativePath(font.outline(font.glyph(codePoint)), size / font.unitsPerEm);
        ofSize.set(codePoint, path);
      }
      return path;
    },
  };
}

/** Whole hundredths, so that the steps of a relative path add up without drifting. */
function relativePath(contours: readonly Contour[], scale: number): string {
  let out = '';
  let penX = 0;
  let penY = 0;
  const to = (x: number, y: number): string => `${(x - penX) / 100} ${(y - penY) / 100}`;
  for (const contour of contours) {
    const points = withStart(contour).map(({ x, y, onCurve }) => ({
      x: Math.round(x * scale * 100),
      y: Math.round(-y * scale * 100),
      onCurve,
    }));
    const [start] = points;
    if (start === undefined) continue;
    out += `m${to(start.x, start.y)}`;
    penX = start.x;
    penY = start.y;
    for (let i = 1; i <= points.length; i++) {
      const point = points[i % points.length] ?? start;
      if (point.onCurve) {
        if (i < points.length) out += `l${to(point.x, point.y)}`;
        penX = point.x;
        penY = point.y;
        continue;
      }
      const next = points[(i + 1) % points.length] ?? start;
      const end = next.onCurve ? next : middle(point, next);
      out += `q${to(point.x, point.y)} ${to(end.x, end.y)}`;
      penX = end.x;
      penY = end.y;
      if (next.onCurve) i += 1;
    }
    out += 'z';
    penX = start.x;
    penY = start.y;
  }
  return out === '' ? '' : `${out}m${to(0, 0)}`;
}

/** The contour rotated to begin on the curve; one without any such point begins between two control points. */
function withStart(contour: Contour): readonly Point[] {
  const first = contour.findIndex((point) => point.onCurve);
  if (first >= 0) return [...contour.slice(first), ...contour.slice(0, first)];
  const [a, b] = contour;
  return a === undefined || b === undefined ? [] : [middle(a, b), ...contour.slice(1), a];
}

function middle(a: Point, b: Point): Point {
  return { x: Math.round((a.x + b.x) / 2), y: Math.round((a.y + b.y) / 2), onCurve: true };
}
