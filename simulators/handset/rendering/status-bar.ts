import { iconSvg } from './icons.ts';
import { length, rectangle } from './svg-shapes.ts';
import { lineShape } from './text-shapes.ts';
import { typeface } from './typeface.ts';

/** What the top edge of the screen shows; the system draws it, so no app's tree holds it. */
export interface StatusBar {
  /** Milliseconds since the epoch. Shown in UTC. */
  readonly atMs: number;
  readonly airplaneMode: boolean;
}

/** `4:40`, as both systems' status bars show the time. */
export function clockText(atMs: number): string {
  const minutes = Math.floor(atMs / 60_000) % 1440;
  return `${Math.floor(minutes / 60) % 12 || 12}:${String(minutes % 60).padStart(2, '0')}`;
}

/** @param unit picture units per dp. */
export function androidStatusBar(bar: StatusBar, width: number, unit: number, colour: string): string {
  const time = { x: 24 * unit, y: 0, width: 80 * unit, height: 24 * unit };
  const side = 15 * unit;
  const top = 4.5 * unit;
  const at = (fromRight: number): number => width - fromRight * unit;
  const radio = bar.airplaneMode
    ? iconSvg('airplane', at(61), top, side, colour)
    : iconSvg('wifi', at(80), top, side, colour) + iconSvg('cellular', at(61), top, side, colour);
  const battery = { x: at(40), y: 5 * unit, width: 8 * unit, height: 14 * unit };
  const cap = { x: at(38), y: 3.6 * unit, width: 4 * unit, height: 2 * unit };
  return (
    lineShape(clockText(bar.atMs), time, { face: typeface('roboto', 500), size: 14 * unit, colour, align: 'left' }) +
    radio +
    rectangle(cap, colour, unit) +
    rectangle(battery, colour, 1.6 * unit)
  );
}

/** Beside the notch: the time on its left, radios and battery on its right. Lengths are points. */
export function iosStatusBar(bar: StatusBar, width: number, colour: string): string {
  const time = { x: 24, y: 12, width: 66, height: 24 };
  const radio = bar.airplaneMode
    ? iconSvg('airplane', width - 84, 14, 19, colour)
    : iconSvg('cellular', width - 98, 14, 18, colour) + iconSvg('wifi', width - 75, 14, 19, colour);
  const x = width - 49;
  return (
    lineShape(clockText(bar.atMs), time, { face: typeface('inter', 600), size: 16.5, colour, align: 'center' }) +
    radio +
    `<rect x="${length(x)}" y="18" width="24" height="12" rx="3.6" fill="none" stroke="${colour}" stroke-opacity=".45"/>` +
    rectangle({ x: x + 2, y: 20, width: 18, height: 8 }, colour, 2) +
    rectangle({ x: x + 25, y: 22, width: 1.6, height: 4 }, colour, 0.8)
  );
}
