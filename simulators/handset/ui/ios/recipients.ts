import { conversationTitle } from '../conversation-title.ts';
import { element } from '../element.ts';
import { peerTitle, toE164 } from '../msisdn.ts';
import type { Part, UiAction, UiNode } from '../node.ts';
import type { ScreenContext } from '../screen.ts';
import { avatar, barHeight, belowBar, button, hairline, staticText } from './controls.ts';
import { identifiers, words } from './locators.ts';
import { colours, safeTop, screenSize } from './theme.ts';

const fieldHeight = 46;
const tokenHeight = 32;
/** Tokens of those who were picked last: the field of the real app scrolls. */
const mostTokens = 8;
/** Height of a row with somebody to write to, in points. */
export const recipientRowHeight = 60;

/** The bar of a sheet: its title, and the way out at its right end or, where something else stands there, its left. */
export function sheetBar(key: string, title: string, done?: UiNode): UiNode {
  const { width } = screenSize;
  const x = done === undefined ? width - 84 : 8;
  return element(
    `${key}/bar`,
    'XCUIElementTypeNavigationBar',
    { x: 0, y: safeTop, width, height: barHeight },
    {
      identifier: title,
      children: [
        staticText(`${key}/title`, { x: 86, y: safeTop, width: width - 172, height: barHeight }, title, {
          weight: 600,
          align: 'center',
        }),
        button(`${key}/cancel`, { x, y: safeTop, width: 76, height: barHeight }, words.cancel, {
          part: 'back',
          action: { do: 'back' },
          paint: { text: words.cancel, align: 'center' },
        }),
        ...(done === undefined ? [] : [done]),
      ],
    },
  );
}

/** The button that finishes a sheet; grey while it cannot. */
export function doneButton(key: string, part: Part, action: UiAction | undefined): UiNode {
  const enabled = action !== undefined;
  const rect = { x: screenSize.width - 84, y: safeTop, width: 76, height: barHeight };
  return button(key, rect, words.done, {
    part,
    identifier: identifiers.done,
    enabled,
    ...(enabled ? { action } : {}),
    paint: { text: words.done, align: 'center', fontWeight: 600, textColor: enabled ? colours.tint : '#b4b4b8' },
  });
}

/**
 * The field for recipients with those who were picked below it. The plus at its end keeps the number that is typed, as
 * one of several; in the real app it leads to the contacts.
 */
export function toField(context: ScreenContext, screen: string): readonly UiNode[] {
  const key = `${screen}/recipient`;
  const typed = context.recipient;
  const number = toE164(typed);
  const { width } = screenSize;
  const tokens = context.picked.slice(-mostTokens);
  const plus = number !== undefined && !context.picked.includes(number);
  return [
    staticText(`${screen}/to`, { x: 16, y: belowBar, width: 34, height: fieldHeight }, words.to, {
      colour: colours.quiet,
    }),
    element(
      key,
      'XCUIElementTypeTextField',
      { x: 52, y: belowBar, width: width - 104, height: fieldHeight },
      {
        part: 'recipient-field',
        identifier: identifiers.recipient,
        label: words.to,
        text: typed,
        editable: true,
        focused: context.focus === key,
        action: { do: 'focus' },
        paint: { text: typed, fontSize: 17, textColor: number === undefined ? colours.text : colours.own },
      },
    ),
    button(`${screen}/add`, { x: width - 46, y: belowBar + 6, width: 34, height: 34 }, words.add, {
      identifier: identifiers.addRecipient,
      enabled: plus,
      ...(plus ? { part: 'pick-recipient' as const, action: { do: 'pick-recipient' as const } } : {}),
      paint: {
        stroke: plus ? colours.tint : '#c7c7cc',
        radius: 17,
        icon: 'plus',
        iconSize: 20,
        iconColor: plus ? colours.tint : '#c7c7cc',
      },
    }),
    ...tokens.map((msisdn, i) => token(context, screen, msisdn, i)),
    hairline(`${screen}/line`, { x: 16, y: belowRecipients(context) - 9, width: width - 16, height: 0.5 }),
  ];
}

/** Where the field for recipients ends, with those who were picked. */
export const belowRecipients = ({ picked }: ScreenContext): number =>
  belowBar + fieldHeight + 9 + Math.ceil(Math.min(picked.length, mostTokens) / 2) * (tokenHeight + 6);

/** Somebody who was picked; a tap takes them off again. */
function token(context: ScreenContext, screen: string, msisdn: string, index: number): UiNode {
  const known = context.model.conversations().find(({ peer, group }) => group === undefined && peer.msisdn === msisdn);
  const text = known === undefined ? peerTitle({ name: '', msisdn }) : conversationTitle(known);
  const width = (screenSize.width - 38) / 2;
  const x = 16 + (index % 2) * (width + 6);
  const y = belowBar + fieldHeight + Math.floor(index / 2) * (tokenHeight + 6);
  return button(`${screen}/picked/${msisdn}`, { x, y, width, height: tokenHeight }, text, {
    part: 'picked-recipient',
    identifier: identifiers.pickedRecipient,
    action: { do: 'unpick-recipient', msisdn },
    paint: { fill: '#e2f5e7', radius: 8, text, textColor: '#1d7a34', fontSize: 15, inset: [10, 0] },
  });
}

/** Somebody to write to. @param line what stands below the title; the number when absent */
export function recipientRow(
  key: string,
  y: number,
  title: string,
  peer: { readonly name: string; readonly msisdn: string },
  action: UiAction,
  more: { readonly part?: Part; readonly identifier?: string; readonly line?: string; readonly disc?: UiNode } = {},
): UiNode {
  const { width } = screenSize;
  const { line = peer.msisdn, disc, ...traits } = more;
  return element(
    key,
    'XCUIElementTypeCell',
    { x: 0, y, width, height: recipientRowHeight },
    {
      ...traits,
      label: `${title}, ${line}`,
      action,
      children: [
        disc ?? avatar(`${key}/avatar`, discAt(y), peer.name),
        staticText(`${key}/title`, { x: 68, y: y + 9, width: width - 84, height: 22 }, title, { weight: 500 }),
        staticText(`${key}/number`, { x: 68, y: y + 31, width: width - 84, height: 20 }, line, {
          size: 15,
          colour: colours.own,
        }),
      ],
    },
  );
}

/** Where the disc of a row stands. */
export const discAt = (y: number) => ({ x: 16, y: y + 10, width: 40, height: 40 });
