import { conversationTitle } from '../conversation-title.ts';
import { formatMsisdn, peerTitle, toE164 } from '../msisdn.ts';
import type { UiAction, UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { belowAppBar, titleBar } from './app-bar.ts';
import { identifiers, words } from './locators.ts';
import { recipientField, recipientRow } from './recipients.ts';
import { colours, screenSize, statusBar } from './theme.ts';
import { label, widget, window } from './widgets.ts';

const chipHeight = 40;
const chipTop = belowAppBar + 76;
/** Chips of those who were picked last: the field of the real app grows and scrolls. */
const mostChips = 8;

/** Start chat › Create group: who is to be in it. */
export function newGroup(context: ScreenContext): BuiltScreen {
  const action = { do: 'navigate', screen: 'group-name' } as const;
  return picker(context, words.createGroup, words.next, context.picked.length < 2 ? undefined : action);
}

/** Group details › Add people. */
export function addPeople(context: ScreenContext): BuiltScreen {
  const action = { do: 'add-members', id: context.screen.argument } as const;
  return picker(context, words.addPeople, words.add, context.picked.length < 1 ? undefined : action);
}

function picker(context: ScreenContext, title: string, done: string, action: UiAction | undefined): BuiltScreen {
  const key = screenKey(context.screen);
  const number = toE164(context.recipient);
  const chips = context.picked.slice(-mostChips);
  const rowsOfChips = Math.ceil(chips.length / 2);
  const top = chipTop + rowsOfChips * (chipHeight + 8);
  return still(
    window(key, [
      titleBarWith(key, title, nextButton(key, done, action)),
      recipientField(context, key),
      ...chips.map((msisdn, i) => chip(context, key, msisdn, i)),
      ...(number === undefined || context.picked.includes(number)
        ? []
        : [
            recipientRow(
              `${key}/pick`,
              top,
              `${words.add} ${formatMsisdn(number)}`,
              { name: '', msisdn: number },
              {
                part: 'pick-recipient',
                identifier: identifiers.recipientSuggestion,
                action: { do: 'pick-recipient' },
              },
            ),
          ]),
    ]),
  );
}

/** A title bar with a button at its right end. */
export function titleBarWith(key: string, title: string, button: UiNode): UiNode {
  const bar = titleBar(key, title);
  const children = bar.children.map((child) =>
    child.key === `${key}/title`
      ? label(`${key}/title`, { x: 60, y: statusBar + 16, width: screenSize.width - 168, height: 32 }, title, {
          size: 22,
        })
      : child,
  );
  return { ...bar, children: [...children, button] };
}

/** The button that goes on from a screen where something is picked or typed; grey while it cannot. */
export function barButton(key: string, text: string, action: UiAction | undefined): UiNode {
  const enabled = action !== undefined;
  const rect = { x: screenSize.width - 100, y: statusBar + 12, width: 84, height: 40 };
  return widget(key, 'android.widget.Button', rect, {
    text,
    enabled,
    ...(enabled ? { action } : {}),
    paint: {
      fill: enabled ? colours.primary : colours.surface,
      radius: 20,
      text,
      align: 'center',
      fontSize: 15,
      fontWeight: 500,
      textColor: enabled ? colours.onPrimary : colours.quiet,
    },
  });
}

function nextButton(key: string, text: string, action: UiAction | undefined): UiNode {
  return { ...barButton(`${key}/next`, text, action), part: 'recipients-next', identifier: identifiers.next };
}

/** Somebody who was picked; a tap takes them off again. */
function chip(context: ScreenContext, screen: string, msisdn: string, index: number): UiNode {
  const known = context.model.conversations().find(({ peer, group }) => group === undefined && peer.msisdn === msisdn);
  const text = known === undefined ? peerTitle({ name: '', msisdn }) : conversationTitle(known);
  const width = (screenSize.width - 40) / 2;
  const rect = {
    x: 16 + (index % 2) * (width + 8),
    y: chipTop + Math.floor(index / 2) * (chipHeight + 8),
    width,
    height: chipHeight,
  };
  const key = `${screen}/picked/${msisdn}`;
  return widget(key, 'android.view.ViewGroup', rect, {
    part: 'picked-recipient',
    identifier: identifiers.pickedRecipient,
    label: `${words.remove} ${text}`,
    action: { do: 'unpick-recipient', msisdn },
    paint: {
      fill: colours.primaryContainer,
      radius: 12,
      icon: 'close',
      iconSize: 16,
      iconAlign: 'right',
      inset: [12, 0],
    },
    children: [
      label(`${key}/name`, { x: rect.x + 12, y: rect.y + 8, width: width - 44, height: 24 }, text, { size: 14 }),
    ],
  });
}
