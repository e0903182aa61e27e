import type { Paint, Rect, UiNode } from '../ui/node.ts';
import { pictureSvg } from './group-pictures.ts';
import { iconSvg } from './icons.ts';
import { androidStatusBar, iosStatusBar, type StatusBar } from './status-bar.ts';
import { attribute, rectangle, switchShape, tail } from './svg-shapes.ts';
import { lineShape, linesShape } from './text-shapes.ts';
import { typeface } from './typeface.ts';

export interface Picture {
  readonly os: 'android' | 'ios';
  /** Device-independent size and physical pixels per unit, as `Phone.screen` has it. */
  readonly screen: { readonly width: number; readonly height: number; readonly scale: number };
  readonly status?: StatusBar;
}

/** A screen as SVG, in the units of its rectangles. */
export function renderSvg(tree: UiNode, picture: Picture): string {
  const { os, screen } = picture;
  const unit = os === 'android' ? screen.scale : 1;
  const size = { width: Math.round(screen.width * unit), height: Math.round(screen.height * unit) };
  const whole = { x: 0, y: 0, ...size };
  const pen: Pen = { os, unit, definitions: [] };
  const behind = tree.paint?.behind;
  const body =
    rectangle(whole, '#ffffff') +
    (behind === undefined ? '' : draw(behind, whole, pen) + rectangle(whole, 'rgba(0, 0, 0, 0.32)')) +
    draw(tree, whole, pen);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}">` +
    `<defs>${pen.definitions.join('')}</defs>${body}${edges(tree, picture, size, unit)}</svg>`
  );
}

interface Pen {
  readonly os: 'android' | 'ios';
  /** Picture units per dp or point. */
  readonly unit: number;
  /** Definitions that the drawing refers to: definitions and gradients. */
  readonly definitions: string[];
}

function draw(node: UiNode, window: Rect, pen: Pen): string {
  if (!node.visible) return '';
  const own = node.paint === undefined ? '' : painted(node, node.paint, window, pen);
  if (node.children.length === 0) return own;
  const cut = node.scrollable && node.children.some(isCut);
  const inner = node.scrollable ? node.rect : window;
  let below = '';
  for (const child of node.children) below += draw(child, inner, pen);
  return own + (cut ? clipped(below, node.rect, pen) : below);
}

function isCut(node: UiNode): boolean {
  return node.visible && (node.paint?.box !== undefined || node.children.some(isCut));
}

function clipped(body: string, rect: Rect, pen: Pen, radius?: number): string {
  const id = `d${pen.definitions.length}`;
  pen.definitions.push(`<clipPath id="${id}">${rectangle(rect, '#000000', radius)}</clipPath>`);
  return `<g clip-path="url(#${id})">${body}</g>`;
}

function painted(node: UiNode, paint: Paint, window: Rect, pen: Pen): string {
  const rect = paint.box ?? node.rect;
  let out = '';
  const fill = paint.gradient === undefined ? paint.fill : gradient(paint.gradient, pen);
  const edge = paint.stroke === undefined ? undefined : { colour: paint.stroke, width: pen.unit };
  if (fill !== undefined || edge !== undefined) out += rectangle(rect, fill ?? 'none', paint.radius, edge);
  if (paint.picture !== undefined) out += clipped(pictureSvg(paint.picture, rect), rect, pen, paint.radius);
  if (paint.tail !== undefined && paint.fill !== undefined) out += tail(rect, paint.tail, paint.fill);
  if (paint.switch === true) out += switchShape(rect, node.checked === true, pen.os, pen.unit);
  const [sideways, upright] = paint.inset ?? [0, 0];
  const inside = {
    x: rect.x + sideways,
    y: rect.y + upright,
    width: Math.max(0, rect.width - 2 * sideways),
    height: Math.max(0, rect.height - 2 * upright),
  };
  if (paint.icon !== undefined) out += icon(paint.icon, inside, paint);
  if (paint.text !== undefined && paint.text !== '') out += text(paint.text, inside, window, paint, pen);
  return out;
}

function gradient([top, bottom]: readonly [string, string], pen: Pen): string {
  const id = `d${pen.definitions.length}`;
  pen.definitions.push(
    `<linearGradient id="${id}" x2="0" y2="1"><stop stop-color="${attribute(top)}"/>` +
      `<stop offset="1" stop-color="${attribute(bottom)}"/></linearGradient>`,
  );
  return `url(#${id})`;
}

function icon(name: NonNullable<Paint['icon']>, rect: Rect, paint: Paint): string {
  const side = paint.iconSize ?? Math.min(rect.width, rect.height);
  const spare = rect.width - side;
  const align = paint.iconAlign ?? 'center';
  const x = rect.x + (align === 'left' ? 0 : align === 'right' ? spare : spare / 2);
  return iconSvg(
    name,
    Math.round(x),
    Math.round(rect.y + (rect.height - side) / 2),
    side,
    attribute(paint.iconColor ?? '#000000'),
  );
}

function text(value: string, rect: Rect, window: Rect, paint: Paint, pen: Pen): string {
  const size = paint.fontSize ?? 14 * pen.unit;
  const style = {
    face: typeface(pen.os === 'android' ? 'roboto' : 'inter', paint.fontWeight ?? 400),
    size,
    colour: paint.textColor ?? '#000000',
    align: paint.align ?? 'left',
  };
  return paint.wrap === true
    ? linesShape(value, rect, paint.lineHeight ?? size * 1.3, window, style)
    : lineShape(value, rect, style);
}

/** What the system draws over every app: the status bar and the bar to swipe home by, in the root's text colour. */
function edges(tree: UiNode, picture: Picture, size: { width: number; height: number }, unit: number): string {
  const colour = tree.paint?.textColor ?? '#1b1b1f';
  const pill = picture.os === 'android' ? { width: 108, height: 4, up: 12 } : { width: 135, height: 5, up: 13 };
  const home = {
    x: (size.width - pill.width * unit) / 2,
    y: size.height - pill.up * unit,
    width: pill.width * unit,
    height: pill.height * unit,
  };
  const bar = picture.status;
  const status =
    bar === undefined
      ? ''
      : picture.os === 'android'
        ? androidStatusBar(bar, size.width, unit, attribute(colour))
        : iosStatusBar(bar, size.width, attribute(colour));
  return status + rectangle(home, colour, home.height / 2);
}
