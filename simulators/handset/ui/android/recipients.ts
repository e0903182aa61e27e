import type { UiNode } from '../node.ts';
import type { ScreenContext } from '../screen.ts';
import { belowAppBar } from './app-bar.ts';
import { identifiers, words } from './locators.ts';
import { avatarColour, colours, screenSize } from './theme.ts';
import { avatar, label, widget } from './widgets.ts';

/** Height of a row with somebody to write to, in dp. */
export const recipientRowHeight = 72;

/** The field for a number or a name, below the app bar. */
export function recipientField(context: ScreenContext, screen: string): UiNode {
  const key = `${screen}/recipient`;
  const typed = context.recipient;
  return widget(
    key,
    'android.widget.EditText',
    { x: 16, y: belowAppBar + 8, width: screenSize.width - 32, height: 56 },
    {
      part: 'recipient-field',
      identifier: identifiers.recipient,
      text: typed,
      placeholder: words.typeRecipient,
      editable: true,
      focused: context.focus === key,
      action: { do: 'focus' },
      paint: {
        fill: colours.surface,
        radius: 28,
        inset: [24, 0],
        text: typed === '' ? words.typeRecipient : typed,
        textColor: typed === '' ? colours.quiet : colours.text,
        fontSize: 16,
      },
    },
  );
}

/** Somebody to write to. @param line what stands below the title; the number when absent */
export function recipientRow(
  key: string,
  y: number,
  title: string,
  peer: { readonly name: string; readonly msisdn: string },
  traits: Pick<UiNode, 'action'> & Partial<Pick<UiNode, 'part' | 'identifier'>>,
  { line = peer.msisdn, face }: { readonly line?: string; readonly face?: UiNode } = {},
): UiNode {
  return widget(
    key,
    'android.view.ViewGroup',
    { x: 0, y, width: screenSize.width, height: recipientRowHeight },
    {
      ...traits,
      children: [
        face ?? avatar(`${key}/avatar`, discAt(y), peer.name, avatarColour(peer.msisdn)),
        label(`${key}/title`, { x: 76, y: y + 14, width: screenSize.width - 92, height: 24 }, title, {}),
        label(`${key}/number`, { x: 76, y: y + 38, width: screenSize.width - 92, height: 20 }, line, {
          size: 14,
          colour: colours.quiet,
        }),
      ],
    },
  );
}

/** Where the disc of a row stands. */
export const discAt = (y: number) => ({ x: 16, y: y + 14, width: 44, height: 44 });
