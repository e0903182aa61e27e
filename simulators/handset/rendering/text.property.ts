import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import { anyText } from '../ui/arbitraries-fixture.ts';
import { textBlock } from './lines.ts';
import { fitted, glyphs, readsFromRight, textWidth } from './text.ts';
import { typeface } from './typeface.ts';

const seed = testSeed();
const faces = [typeface('roboto', 400), typeface('inter', 600)];
const face = fc.constantFrom(...faces);

test('broken text keeps every character but blanks, in order, and no line is wider than it may be', () => {
  const solid = (text: string): string => text.replaceAll(/\s/gu, '');
  fc.assert(
    fc.property(anyText, face, fc.integer({ min: 24, max: 300 }), (text, with_, width) => {
      const block = textBlock(text, with_, 16, width);
      assert.equal(solid(block.text), solid(text));
      assert.ok(block.lines.length >= text.split(/\r\n|[\n\r\u2028\u2029]/u).length);
      for (const line of block.lines) {
        assert.ok(textWidth(line, with_, 16) <= width + 1e-6, `"${line}" in ${width}`);
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('a fitted line fits, and is all of the text or ends in an ellipsis', () => {
  fc.assert(
    fc.property(anyText, face, fc.integer({ min: 20, max: 400 }), (text, with_, width) => {
      const line = fitted(text, with_, 16, width);
      assert.ok(textWidth(line, with_, 16) <= width + 1e-6, line);
      assert.ok(line.endsWith('…') || line === text.replaceAll(/\s+/gu, ' '));
    }),
    { seed, numRuns: 300 },
  );
});

test('the pieces of a text are the text', () => {
  fc.assert(
    fc.property(anyText, face, (text, with_) => {
      const pieces = glyphs(text, with_).map((glyph) => glyph.text);
      assert.equal(pieces.join(''), text.replaceAll('\t', ' '));
    }),
    { seed, numRuns: 300 },
  );
});

test('stand-ins are as many as a reader would count', () => {
  const [roboto] = faces;
  assert.ok(roboto !== undefined);
  const drawn = (text: string): readonly string[] => glyphs(text, roboto).map(({ draw }) => draw);
  assert.deepEqual(drawn('a👩‍👩‍👧‍👦b'), ['outline', 'emoji', 'outline']);
  assert.deepEqual(drawn('🇬🇧1️⃣❤️'), ['emoji', 'emoji', 'emoji']);
  assert.deepEqual(drawn('שלום'), ['box', 'box', 'box', 'box']);
  assert.deepEqual(
    drawn('Ω ж é'),
    Array.from('Ω ж é', () => 'outline'),
  );
  assert.deepEqual(drawn('\u0000\u0007\ud800'), ['nothing', 'nothing', 'box']);
});

test('lines that begin in a script written from the right start at the right', () => {
  assert.deepEqual(['שלום abc', '12 مرحبا', 'abc שלום', '12', ''].map(readsFromRight), [
    true,
    true,
    false,
    false,
    false,
  ]);
});
