import type { GroupIcon } from '../model.ts';
import type { Rect } from '../ui/node.ts';
import { length } from './svg-shapes.ts';

/** One colour of a picture, on a square of 48 by 48. */
type Layer = readonly [colour: string, d: string];

const disc = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;

/** The pictures that people may give their groups: few flat shapes, told apart at the size of a thumbnail. */
const pictures: Readonly<Record<GroupIcon, readonly Layer[]>> = {
  harbour: [
    ['#8fd3f4', 'M0 0H48V48H0Z'],
    ['#fff3c4', disc(36, 11, 5)],
    ['#ffffff', 'M23 8V27H11Z'],
    ['#ff8a65', 'M25 12L37 27H25Z'],
    ['#5d4037', 'M8 29H40L35 36H13Z'],
    ['#0277bd', 'M0 35C6 32 10 38 16 35C22 32 26 38 32 35C38 32 42 38 48 35V48H0Z'],
  ],
  mountain: [
    ['#ffd9b3', 'M0 0H48V48H0Z'],
    ['#f57c00', disc(37, 12, 5)],
    ['#78909c', 'M20 48L34 20L48 40V48Z'],
    ['#455a64', 'M0 42L18 10L38 48H0Z'],
    ['#ffffff', 'M18 10L23.3 20L19.5 18L17 21L14.5 18L12.4 20Z'],
  ],
  orchard: [
    ['#dcedc8', 'M0 0H48V48H0Z'],
    ['#7cb342', 'M0 38C14 33 34 33 48 38V48H0Z'],
    ['#6d4c41', 'M22 25H26V41H22Z'],
    ['#388e3c', disc(24, 19, 13)],
    ['#e53935', disc(18, 16, 2.6) + disc(29, 14, 2.6) + disc(24, 24, 2.6) + disc(32, 22, 2.6)],
  ],
  lantern: [
    ['#283593', 'M0 0H48V48H0Z'],
    ['#5c6bc0', disc(24, 26, 17)],
    ['#ffca28', 'M16 17H32L34 35H14Z'],
    ['#fff8e1', 'M24 21C28 26 28 31 24 32C20 31 20 26 24 21Z'],
    ['#37474f', 'M14 13H34V17H14ZM13 35H35V39H13ZM21 7H27V13H21Z'],
  ],
};

/** A group's picture as SVG, filling a rectangle. */
export function pictureSvg(name: GroupIcon, rect: Rect): string {
  const paths = pictures[name].map(([colour, d]) => `<path d="${d}" fill="${colour}"/>`).join('');
  const scale = (side: number): number => Math.round((side / 48) * 1e4) / 1e4;
  const across = `${scale(rect.width)} ${scale(rect.height)}`;
  return `<g transform="translate(${length(rect.x)} ${length(rect.y)}) scale(${across})">${paths}</g>`;
}
