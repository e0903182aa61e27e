import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fitted, textWidth } from './text-width.ts';

const require = createRequire(import.meta.url);
const { Resvg } = require('@resvg/resvg-js') as typeof import('@resvg/resvg-js');

/** As wide as it is drawn. */
function drawn(text: string, bold: boolean): number {
  const fontFiles = ['400Regular/Inter_400Regular.ttf', '700Bold/Inter_700Bold.ttf'].map((file) =>
    require.resolve(`@expo-google-fonts/inter/${file}`),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="60"><text x="10" y="40" font-family="Inter" font-size="20" font-weight="${bold ? 700 : 400}">${text}</text></svg>`;
  return new Resvg(svg, { font: { loadSystemFonts: false, fontFiles } }).getBBox()?.width ?? 0;
}

test('no label is drawn wider than it is measured, nor much narrower', () => {
  for (const text of [
    'Are you on board?',
    'GR86WBEPDPMD',
    'delivered: 503, next 300 s',
    'MLS: welcome, commit · 0.11 s',
    'WWWWWWmmmmmm@@@@%%%%',
    'shows “delivered”',
    'no-plaintext-in-transit: held (50)',
    'ben: version 1 of the record was never shown, message 1 (journal entries 91, 155)',
  ]) {
    for (const bold of [false, true]) {
      const [is, measured] = [drawn(text, bold), textWidth(text, 20, bold)];
      assert.ok(is <= measured, `${text}: drawn ${is}, measured ${measured}`);
      assert.ok(is >= measured * 0.72, `${text}: drawn ${is}, measured ${measured}`);
    }
  }
});

test('what is too long is shortened to its room and keeps its canary', () => {
  const text = 'Shall we meet at the station or at the river? GR86WBEPDPMD';
  const cut = fitted(text, 12, 200);
  assert.match(cut, /^Shall we.*… GR86WBEPDPMD$/);
  assert.ok(textWidth(cut, 12) <= 200);
  assert.equal(fitted('Short.', 12, 200), 'Short.');
  assert.match(fitted('a'.repeat(100), 12, 60), /^a+…$/);
});
