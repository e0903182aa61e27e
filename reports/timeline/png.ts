import { createRequire } from 'node:module';

// Loaded with the first picture: it takes 20 ms, and most processes draw none.
let resvg: typeof import('@resvg/resvg-js') | undefined;

const require = createRequire(import.meta.url);
const fonts = ['400Regular/Inter_400Regular.ttf', '700Bold/Inter_700Bold.ttf'];

/** Draws an SVG with the fonts that the package brings, never with the machine's: the same picture everywhere. */
export function pngOf(svg: string): Buffer {
  resvg ??= require('@resvg/resvg-js') as typeof import('@resvg/resvg-js');
  const image = new resvg.Resvg(svg, {
    font: {
      loadSystemFonts: false,
      fontFiles: fonts.map((file) => require.resolve(`@expo-google-fonts/inter/${file}`)),
      defaultFontFamily: 'Inter',
    },
  });
  return image.render().asPng();
}
