import type { Conversation, GroupIcon } from '../../model.ts';
import { textWidth } from '../../rendering/text.ts';
import type { Weight } from '../../rendering/typeface.ts';
import { element, type Traits } from '../element.ts';
import type { Paint, Rect, UiNode } from '../node.ts';
import { avatarColour, colours, density, face, screenSize } from './theme.ts';

/** An Android view. The rectangle and the paint's lengths are dp; the node's are physical pixels. */
export function widget(key: string, type: string, rect: Rect, traits: Traits = {}): UiNode {
  const paint = traits.paint === undefined ? {} : { paint: inPixels(traits.paint) };
  return element(key, type, pixels(rect), { ...traits, ...paint });
}

/** Edges are rounded rather than sizes, so that what touches in dp touches in pixels and never overlaps. */
export function pixels(rect: Rect): Rect {
  const x = Math.round(rect.x * density);
  const y = Math.round(rect.y * density);
  return {
    x,
    y,
    width: Math.round((rect.x + rect.width) * density) - x,
    height: Math.round((rect.y + rect.height) * density) - y,
  };
}

function inPixels(paint: Paint): Paint {
  return {
    ...paint,
    ...(paint.radius === undefined ? {} : { radius: paint.radius * density }),
    ...(paint.fontSize === undefined ? {} : { fontSize: paint.fontSize * density }),
    ...(paint.lineHeight === undefined ? {} : { lineHeight: paint.lineHeight * density }),
    ...(paint.iconSize === undefined ? {} : { iconSize: paint.iconSize * density }),
    ...(paint.inset === undefined ? {} : { inset: [paint.inset[0] * density, paint.inset[1] * density] }),
  };
}

export interface LabelStyle {
  readonly size?: number;
  readonly weight?: Weight;
  readonly colour?: string;
  readonly align?: 'left' | 'center' | 'right';
}

/** A TextView with one line of text. */
export function label(key: string, rect: Rect, text: string, style: LabelStyle, traits: Traits = {}): UiNode {
  return widget(key, 'android.widget.TextView', rect, {
    text,
    ...traits,
    paint: {
      text,
      fontSize: style.size ?? 16,
      fontWeight: style.weight ?? 400,
      textColor: style.colour ?? colours.text,
      ...(style.align === undefined ? {} : { align: style.align }),
      ...traits.paint,
    },
  });
}

/** An ImageButton of 48 dp with an icon of 24. */
export function iconButton(
  key: string,
  x: number,
  y: number,
  icon: NonNullable<Paint['icon']>,
  contentDescription: string,
  traits: Traits = {},
): UiNode {
  return widget(
    key,
    'android.widget.ImageButton',
    { x, y, width: 48, height: 48 },
    {
      label: contentDescription,
      ...traits,
      paint: { icon, iconSize: 24, iconColor: colours.quiet, ...traits.paint },
    },
  );
}

/** The disc with a contact's initial. */
export function avatar(key: string, rect: Rect, name: string, colour: string, traits: Traits = {}): UiNode {
  const initial = /\p{Letter}/u.exec(name)?.[0].toLocaleUpperCase('en');
  return widget(key, 'android.widget.ImageView', rect, {
    part: 'decoration',
    ...traits,
    paint: {
      fill: colour,
      radius: rect.width / 2,
      ...(initial === undefined
        ? { icon: 'person' as const, iconColor: '#ffffff', iconSize: rect.width * 0.6 }
        : {
            text: initial,
            textColor: '#ffffff',
            fontSize: rect.width * 0.46,
            fontWeight: 500,
            align: 'center' as const,
          }),
    },
  });
}

/** The disc of a conversation: a contact's initial, a group's picture, or two heads where it has none. */
export function conversationAvatar(
  key: string,
  rect: Rect,
  { peer, group }: Conversation,
  traits: Traits = {},
): UiNode {
  const colour = avatarColour(peer.msisdn);
  if (group === undefined) return avatar(key, rect, peer.name, colour, traits);
  const picture: Paint =
    group.icon === undefined
      ? { fill: colour, icon: 'people', iconColor: '#ffffff', iconSize: rect.width * 0.62 }
      : { picture: group.icon };
  return widget(key, 'android.widget.ImageView', rect, {
    part: 'decoration',
    ...(group.icon === undefined ? {} : { label: pictureName(group.icon) }),
    ...traits,
    paint: { ...picture, radius: rect.width / 2 },
  });
}

/** `Harbour`: what a picture is called where it is read out. [N] */
export const pictureName = (icon: GroupIcon): string => icon.charAt(0).toUpperCase() + icon.slice(1);

/** The window: everything from edge to edge. */
export function window(key: string, children: readonly UiNode[], paint: Paint = { fill: colours.background }): UiNode {
  const whole = { x: 0, y: 0, ...screenSize };
  return widget(`${key}/window`, 'android.widget.FrameLayout', whole, { children, paint });
}

/** Width of a line in dp. */
export const lineWidth = (text: string, size: number, weight: Weight = 400): number =>
  textWidth(text, face(weight), size);
