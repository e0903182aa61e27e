import type { Conversation, GroupIcon } from '../../model.ts';
import { textWidth } from '../../rendering/text.ts';
import type { Weight } from '../../rendering/typeface.ts';
import { element, type Traits } from '../element.ts';
import type { Paint, Rect, UiNode } from '../node.ts';
import { colours, face, safeBottom, safeTop, screenSize } from './theme.ts';

export interface TextStyle {
  readonly size?: number;
  readonly weight?: Weight;
  readonly colour?: string;
  readonly align?: 'left' | 'center' | 'right';
}

/** A static text of one line. */
export function staticText(key: string, rect: Rect, text: string, style: TextStyle, traits: Traits = {}): UiNode {
  return element(key, 'XCUIElementTypeStaticText', rect, {
    label: text,
    ...traits,
    paint: {
      text,
      fontSize: style.size ?? 17,
      fontWeight: style.weight ?? 400,
      textColor: style.colour ?? colours.text,
      ...(style.align === undefined ? {} : { align: style.align }),
      ...traits.paint,
    },
  });
}

/** A button with an icon, or without one if its paint says otherwise. */
export function button(key: string, rect: Rect, label: string, traits: Traits = {}): UiNode {
  return element(key, 'XCUIElementTypeButton', rect, {
    label,
    ...traits,
    paint: { iconColor: colours.tint, textColor: colours.tint, fontSize: 17, ...traits.paint },
  });
}

/** The disc with a contact's initial. */
export function avatar(key: string, rect: Rect, name: string): UiNode {
  const initial = /\p{Letter}/u.exec(name)?.[0].toLocaleUpperCase('en');
  return element(key, 'XCUIElementTypeImage', rect, {
    part: 'decoration',
    paint: {
      gradient: ['#aeb6c6', '#858b9a'],
      radius: rect.width / 2,
      ...(initial === undefined
        ? { icon: 'person' as const, iconColor: '#ffffff', iconSize: rect.width * 0.64 }
        : {
            text: initial,
            textColor: '#ffffff',
            fontSize: rect.width * 0.44,
            fontWeight: 600,
            align: 'center' as const,
          }),
    },
  });
}

/** The disc of a conversation: a contact's initial, a group's picture, or two heads where it has none. */
export function conversationAvatar(key: string, rect: Rect, { peer, group }: Conversation): UiNode {
  if (group === undefined) return avatar(key, rect, peer.name);
  const paint: Paint =
    group.icon === undefined
      ? { gradient: ['#aeb6c6', '#858b9a'], icon: 'people', iconColor: '#ffffff', iconSize: rect.width * 0.66 }
      : { picture: group.icon };
  return element(key, 'XCUIElementTypeImage', rect, {
    part: 'decoration',
    ...(group.icon === undefined ? {} : { label: pictureName(group.icon) }),
    paint: { ...paint, radius: rect.width / 2 },
  });
}

/** `Harbour`: what a picture is called where it is read out. [N] */
export const pictureName = (icon: GroupIcon): string => icon.charAt(0).toUpperCase() + icon.slice(1);

/** A hairline; the accessibility tree of iOS has none, so it is part of what it divides. */
export function hairline(key: string, rect: Rect): UiNode {
  return element(key, 'XCUIElementTypeOther', rect, { part: 'decoration', paint: { fill: colours.separator } });
}

/** The application with its window, from edge to edge. */
export function application(
  key: string,
  name: string,
  children: readonly UiNode[],
  paint: Paint = { fill: colours.background },
): UiNode {
  const whole = { x: 0, y: 0, ...screenSize };
  return element(`${key}/application`, 'XCUIElementTypeApplication', whole, {
    label: name,
    paint,
    children: [element(`${key}/window`, 'XCUIElementTypeWindow', whole, { children })],
  });
}

/** Height of a navigation bar without a large title. */
export const barHeight = 44;
export const belowBar = safeTop + barHeight;
/** Where content ends. */
export const contentBottom = screenSize.height - safeBottom;

/** The chevron that leads back. */
export function backButton(key: string, title: string): UiNode {
  const width = 24 + Math.ceil(textWidth(title, face(), 17)) + 8;
  return button(`${key}/back`, { x: 4, y: safeTop, width, height: barHeight }, title === '' ? 'Back' : title, {
    part: 'back',
    identifier: 'BackButton',
    action: { do: 'back' },
    paint: { icon: 'chevron-left', iconSize: 24, iconAlign: 'left', text: title, align: 'right' },
  });
}

/** A navigation bar with a way back and a title in its middle. */
export function navigationBar(key: string, title: string, back: string): UiNode {
  const rect = { x: 0, y: safeTop, width: screenSize.width, height: barHeight };
  return element(`${key}/bar`, 'XCUIElementTypeNavigationBar', rect, {
    identifier: title,
    children: [
      backButton(key, back),
      staticText(`${key}/title`, { x: 120, y: safeTop, width: 150, height: barHeight }, title, {
        weight: 600,
        align: 'center',
      }),
    ],
  });
}

/** Width of a line in points. */
export const lineWidth = (text: string, size: number, weight: Weight = 400): number =>
  textWidth(text, face(weight), size);
