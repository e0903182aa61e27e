import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Resvg } from '@resvg/resvg-js';
import { fontFile } from './font-file.ts';
import { typeface } from './typeface.ts';

const families = [
  { family: 'roboto', name: 'Roboto', file: '@expo-google-fonts/roboto/400Regular/Roboto_400Regular.ttf' },
  { family: 'inter', name: 'Inter', file: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf' },
] as const;

for (const { family, name, file } of families) {
  // The rasteriser reads fonts with an implementation of its own: both must see the same glyphs.
  test(`${name}: outlines cover what the rasteriser covers when it draws the same characters as text`, () => {
    const path = createRequire(import.meta.url).resolve(file);
    const font = { loadSystemFonts: false, fontFiles: [path], defaultFontFamily: name };
    const ink = (body: string): readonly number[] => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160">${body}</svg>`;
      return [...new Resvg(svg, { font }).render().pixels].filter((_, i) => i % 4 === 3);
    };
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    const face = typeface(family, 400);
    for (const character of 'AgQÅßΩж€%@ñ…') {
      const ours = ink(`<path d="M20 120${face.path(character.codePointAt(0) ?? 0, 100)}"/>`);
      const theirs = ink(`<text x="20" y="120" font-family="${name}" font-size="100">${character}</text>`);
      const different = sum(ours.map((value, i) => Math.abs(value - (theirs[i] ?? 0))));
      assert.ok(sum(theirs) > 10_000, `${character} is drawn`);
      assert.ok(different < sum(theirs) / 100, `${character}: ${different} of ${sum(theirs)} differ`);
    }
  });

  test(`${name}: advances place the next character where the rasteriser places it`, () => {
    const path = createRequire(import.meta.url).resolve(file);
    const font = { loadSystemFonts: false, fontFiles: [path], defaultFontFamily: name };
    const face = typeface(family, 400);
    for (const character of 'iWm0 é') {
      const text = `<text x="0" y="200" font-family="${name}" font-size="100" xml:space="preserve">H${character}H</text>`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">${text}</svg>`;
      const box = new Resvg(svg, { font }).getBBox();
      const advance = (of: string): number => 100 * (face.advance(of.codePointAt(0) ?? 0) ?? Number.NaN);
      const single = new Resvg(svg.replace(`H${character}H`, 'H'), { font }).getBBox();
      assert.ok(box !== undefined && single !== undefined);
      const moved = box.width - single.width;
      // Kerning and hinting may move it by a hair.
      assert.ok(Math.abs(moved - advance('H') - advance(character)) < 3, `${character}: ${moved}`);
    }
  });

  test(`${name}: what the font has no glyph for has no advance`, () => {
    const face = typeface(family, 400);
    for (const character of ['😀', '你', 'ש', '\ud800']) {
      assert.equal(face.advance(character.codePointAt(0) ?? 0), undefined, character);
    }
  });
}

test('what is no font is refused by name', () => {
  assert.throws(() => fontFile(Buffer.alloc(0), 'empty.ttf'), /empty\.ttf: no head table/u);
});
