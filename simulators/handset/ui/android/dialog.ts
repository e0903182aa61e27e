import { textBlock } from '../../rendering/lines.ts';
import type { UiNode } from '../node.ts';
import type { Question } from '../questions.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { identifiers, words } from './locators.ts';
import { colours, face, screenSize } from './theme.ts';
import { label, widget } from './widgets.ts';

const width = 312;

/** A dialog is a window of its own, like a menu: while it is open, the tree holds it alone. */
export function dialog(
  context: ScreenContext,
  conversationId: string,
  { title, text, confirm, action, over = 'details' }: Question,
): BuiltScreen {
  const key = screenKey(context.screen);
  const { text: lines, lines: all } = textBlock(text, face(), 14, width - 48);
  const textHeight = all.length * 20;
  const height = textHeight + 148;
  const x = (screenSize.width - width) / 2;
  const y = Math.round((screenSize.height - height) / 2);
  const panel = widget(
    `${key}/panel`,
    'android.widget.FrameLayout',
    { x, y, width, height },
    {
      paint: { fill: colours.background, radius: 28 },
      children: [
        label(
          `${key}/title`,
          { x: x + 24, y: y + 22, width: width - 48, height: 32 },
          title,
          { size: 22 },
          {
            identifier: identifiers.dialogTitle,
          },
        ),
        widget(
          `${key}/text`,
          'android.widget.TextView',
          { x: x + 24, y: y + 66, width: width - 48, height: textHeight },
          {
            part: 'dialog-text',
            identifier: identifiers.dialogText,
            text,
            paint: { text: lines, wrap: true, fontSize: 14, lineHeight: 20, textColor: colours.quiet },
          },
        ),
        button(`${key}/cancel`, x + width - 216, y + height - 60, words.cancel, colours.primary, {
          part: 'dialog-cancel',
          identifier: identifiers.dialogCancel,
          action: { do: 'back' },
        }),
        button(`${key}/confirm`, x + width - 116, y + height - 60, confirm, colours.failed, {
          part: 'dialog-confirm',
          identifier: identifiers.dialogConfirm,
          action,
        }),
      ],
    },
  );
  return still(
    widget(
      `${key}/window`,
      'android.widget.FrameLayout',
      { x: 0, y: 0, ...screenSize },
      {
        action: { do: 'back' },
        paint: { behind: context.build({ name: over, argument: conversationId }) },
        children: [panel],
      },
    ),
  );
}

function button(
  key: string,
  x: number,
  y: number,
  text: string,
  colour: string,
  traits: Pick<UiNode, 'part' | 'identifier' | 'action'>,
): UiNode {
  const rect = { x, y, width: 96, height: 44 };
  return widget(key, 'android.widget.Button', rect, {
    ...traits,
    text,
    paint: { text, align: 'center', fontSize: 14, fontWeight: 500, textColor: colour },
  });
}
