import type { Paint } from '../ui/node.ts';

export type IconName = NonNullable<Paint['icon']>;

/** A shape on a square of 24 by 24: filled with the icon's colour, or drawn as a line of the given width. */
type Shape = { readonly d: string; readonly line?: number };

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;

const box = (x: number, y: number, width: number, height: number, r: number): string =>
  `M${x + r} ${y}h${width - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${height - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}` +
  `h${2 * r - width}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - height}a${r} ${r} 0 0 1 ${r} ${-r}Z`;

const icons: Record<IconName, readonly Shape[]> = {
  lock: [{ d: box(5, 10.5, 14, 10.5, 2.2) }, { d: 'M8 11V7.5a4 4 0 0 1 8 0V11', line: 2.2 }],
  send: [{ d: 'M3.5 4.2L21.5 12L3.5 19.8L3.5 13.6L14.5 12L3.5 10.4Z' }],
  'arrow-up': [{ d: 'M12 20V5M5.5 11L12 4.5L18.5 11', line: 2.8 }],
  back: [{ d: 'M20 12H5M11.5 5L4.5 12L11.5 19', line: 2 }],
  chevron: [{ d: 'M9 5L16 12L9 19', line: 2.2 }],
  'chevron-left': [{ d: 'M15 4L7 12L15 20', line: 2.6 }],
  close: [{ d: 'M6 6L18 18M18 6L6 18', line: 2 }],
  compose: [
    { d: 'M13 4.5H6.5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V11', line: 1.8 },
    { d: 'M10 14l.5-3L18.7 2.8l2.5 2.5L13 13.5Z' },
  ],
  more: [{ d: circle(12, 5.5, 1.8) + circle(12, 12, 1.8) + circle(12, 18.5, 1.8) }],
  person: [{ d: `${circle(12, 8, 4)}M4 20.5c0-4.6 3.6-7 8-7s8 2.4 8 7Z` }],
  people: [
    { d: `${circle(9, 8.4, 3.5)}M2 19.6c0-4 3-6.2 7-6.2s7 2.2 7 6.2Z` },
    { d: `${circle(16.8, 9, 2.8)}M17.8 18.4h4.4c0-3.3-2-5.1-5.2-5.2` },
  ],
  remove: [{ d: 'M5 12H19', line: 3 }],
  pencil: [{ d: 'M4 20l.9-4.3L15.6 5l3.4 3.4L8.3 19.1Z' }, { d: 'M16.6 4l1.2-1.2 3.4 3.4L20 7.4Z' }],
  picture: [
    { d: box(3.5, 4.5, 17, 15, 2), line: 1.8 },
    { d: 'M6 17l4-5 3 3.5 2.4-2.8L18.5 17Z' },
    { d: circle(8.5, 9, 1.4) },
  ],
  leave: [
    { d: 'M13 4H6.5a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2H13', line: 1.9 },
    { d: 'M10 12H20M16.5 8L20.5 12L16.5 16', line: 1.9 },
  ],
  airplane: [
    {
      d: 'M12 2c1 0 1.6 1 1.6 2.4v4.4L21.5 13.6v2.2L13.6 13.3v4.5L16 19.7v1.6L12 20.2L8 21.3V19.7L10.4 17.8V13.3L2.5 15.8V13.6L10.4 8.8V4.4C10.4 3 11 2 12 2Z',
    },
  ],
  check: [{ d: 'M4.5 12.5L9.5 17.5L19.5 6.8', line: 2.2 }],
  'double-check': [{ d: 'M1.5 12.5L6.5 17.5L16 7M11.5 17L12 17.5L22.5 6.5', line: 2 }],
  plus: [{ d: 'M12 5V19M5 12H19', line: 2.2 }],
  mic: [{ d: box(9, 3, 6, 11, 3) }, { d: 'M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18V21.5', line: 1.9 }],
  camera: [
    { d: 'M4 8.5H7.5L9.2 6H14.8L16.5 8.5H20V19H4Z', line: 1.8 },
    { d: circle(12, 13.4, 3), line: 1.8 },
  ],
  search: [
    { d: circle(10.5, 10.5, 6), line: 2 },
    { d: 'M15 15L20.5 20.5', line: 2 },
  ],
  info: [{ d: circle(12, 12, 8.6), line: 1.8 }, { d: `${circle(12, 8, 1.2)}M11 10.8h2V16.8h-2Z` }],
  settings: [
    {
      d: 'M12 2.5V6M12 18V21.5M2.5 12H6M18 12H21.5M5.3 5.3L7.8 7.8M16.2 16.2L18.7 18.7M18.7 5.3L16.2 7.8M7.8 16.2L5.3 18.7',
      line: 3.4,
    },
    { d: circle(12, 12, 6), line: 3 },
  ],
  messages: [
    {
      d: 'M12 3.5c5.4 0 9.5 3.5 9.5 8s-4.1 8-9.5 8c-1.3 0-2.6-.2-3.7-.6L3.6 20.5L5 16.9C3.4 15.5 2.5 13.6 2.5 11.5C2.5 7 6.6 3.5 12 3.5Z',
    },
  ],
  clock: [
    { d: circle(12, 12, 8.6), line: 1.8 },
    { d: 'M12 7V12.4L15.5 14.5', line: 1.8 },
  ],
  warning: [{ d: circle(12, 12, 8.6), line: 2 }, { d: `M11 6.8h2V13.4h-2Z${circle(12, 16.3, 1.25)}` }],
  wifi: [{ d: 'M2.5 9.5C8 4.5 16 4.5 21.5 9.5M6 13.2C9.5 10 14.5 10 18 13.2', line: 2.2 }, { d: circle(12, 17.5, 2) }],
  cellular: [{ d: 'M3 15h3v6h-3ZM8 11.5h3V21h-3ZM13 7.5h3V21h-3ZM18 3h3V21h-3Z' }],
  bell: [{ d: 'M12 3a6 6 0 0 1 6 6c0 5 2 6.5 2 8.5H4C4 15.5 6 14 6 9a6 6 0 0 1 6-6ZM9.5 19h5a2.5 2.5 0 0 1-5 0Z' }],
  face: [
    { d: circle(12, 12, 8.6), line: 1.7 },
    { d: circle(9, 10, 1.2) + circle(15, 10, 1.2) },
    { d: 'M8 14.2C9.8 16.8 14.2 16.8 16 14.2', line: 1.7 },
  ],
  sun: [
    { d: circle(12, 12, 4.2) },
    { d: 'M12 2.5V5M12 19V21.5M2.5 12H5M19 12H21.5M5.3 5.3L7 7M17 17L18.7 18.7M18.7 5.3L17 7M7 17L5.3 18.7', line: 2 },
  ],
};

/** The icon as SVG, in a square with its upper left corner at (x, y). Lengths in the units of the picture. */
export function iconSvg(name: IconName, x: number, y: number, side: number, colour: string): string {
  const shapes = icons[name]
    .map(({ d, line }) =>
      line === undefined
        ? `<path d="${d}" fill="${colour}"/>`
        : `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${line}" stroke-linecap="round" stroke-linejoin="round"/>`,
    )
    .join('');
  const scale = Math.round((side / 24) * 1e4) / 1e4;
  return `<g transform="translate(${x} ${y}) scale(${scale})">${shapes}</g>`;
}
