import type { Rect } from '../ui/node.ts';

/** A length or coordinate as it is written into the picture: two decimals are a fiftieth of a pixel. */
export const length = (value: number): string => String(Math.round(value * 100) / 100);

/** A value inside a double-quoted attribute. Only colours pass here: text is drawn as outlines and never written. */
export const attribute = (value: string): string =>
  value.replaceAll(/[^\w#%(),. -]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);

export interface Edge {
  readonly colour: string;
  readonly width: number;
}

/** A rectangle with rounded corners. */
export function rectangle(rect: Rect, fill: string, radius = 0, edge?: Edge): string {
  const r = Math.min(radius, rect.width / 2, rect.height / 2);
  const outline = edge === undefined ? '' : ` stroke="${attribute(edge.colour)}" stroke-width="${length(edge.width)}"`;
  return (
    `<rect x="${length(rect.x)}" y="${length(rect.y)}" width="${length(rect.width)}" height="${length(rect.height)}"` +
    `${r > 0 ? ` rx="${length(r)}"` : ''} fill="${attribute(fill)}"${outline}/>`
  );
}

/** A disc. */
export function disc(x: number, y: number, radius: number, fill: string): string {
  return `<circle cx="${length(x)}" cy="${length(y)}" r="${length(radius)}" fill="${attribute(fill)}"/>`;
}

/** The tail that an iOS bubble ends in, outside its lower corner. */
export function tail(rect: Rect, side: 'left' | 'right', fill: string): string {
  const edge = side === 'right' ? rect.x + rect.width : rect.x;
  const out = side === 'right' ? 1 : -1;
  const bottom = rect.y + rect.height;
  const at = (dx: number, dy: number): string => `${length(edge + out * dx)} ${length(bottom + dy)}`;
  return `<path d="M${at(0, -18)}C${at(0, -8)} ${at(1, -3)} ${at(6, 0)}C${at(0, 1)} ${at(-6, -1)} ${at(-10, -5)}Z" fill="${attribute(fill)}"/>`;
}

/** A switch in the look of its system, in the middle of a rectangle. */
export function switchShape(rect: Rect, on: boolean, os: 'android' | 'ios', unit: number): string {
  const track = { width: 52 * unit, height: (os === 'android' ? 32 : 31) * unit };
  const box = {
    x: rect.x + (rect.width - track.width) / 2,
    y: rect.y + (rect.height - track.height) / 2,
    ...track,
  };
  const radius = track.height / 2;
  const centre = box.y + radius;
  if (os === 'ios') {
    const x = on ? box.x + box.width - radius : box.x + radius;
    return rectangle(box, on ? '#34c759' : '#e2e2e6', radius) + disc(x, centre, radius - 2 * unit, '#ffffff');
  }
  return on
    ? rectangle(box, '#0b57d0', radius) + disc(box.x + box.width - radius, centre, 12 * unit, '#ffffff')
    : rectangle(box, '#e1e2ec', radius, { colour: '#74777f', width: 1.5 * unit }) +
        disc(box.x + radius, centre, 8 * unit, '#74777f');
}
