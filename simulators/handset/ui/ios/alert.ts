import { textBlock } from '../../rendering/lines.ts';
import { element } from '../element.ts';
import type { Question } from '../questions.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { application, button, hairline, staticText } from './controls.ts';
import { words } from './locators.ts';
import { colours, face, screenSize } from './theme.ts';

const width = 280;

/** An alert in the middle of a darkened screen. */
export function alert(
  context: ScreenContext,
  conversationId: string,
  { title, text, confirm, action, over = 'details' }: Question,
): BuiltScreen {
  const key = screenKey(context.screen);
  const block = textBlock(text, face(), 13, width - 32);
  const textHeight = block.lines.length * 18;
  const height = textHeight + 116;
  const x = (screenSize.width - width) / 2;
  const y = Math.round((screenSize.height - height) / 2);
  const low = y + height - 45;
  const panel = element(
    `${key}/alert`,
    'XCUIElementTypeAlert',
    { x, y, width, height },
    {
      label: title,
      paint: { fill: '#f4f4f6', radius: 14 },
      children: [
        staticText(`${key}/title`, { x: x + 16, y: y + 18, width: width - 32, height: 24 }, title, {
          weight: 600,
          align: 'center',
        }),
        staticText(
          `${key}/text`,
          { x: x + 16, y: y + 46, width: width - 32, height: textHeight },
          text,
          { size: 13, align: 'center' },
          { part: 'dialog-text', paint: { text: block.text, wrap: true, lineHeight: 18 } },
        ),
        hairline(`${key}/line`, { x, y: low - 1, width, height: 0.5 }),
        button(`${key}/cancel`, { x, y: low, width: width / 2 - 1, height: 44 }, words.cancel, {
          part: 'dialog-cancel',
          action: { do: 'back' },
          paint: { text: words.cancel, align: 'center' },
        }),
        button(`${key}/confirm`, { x: x + width / 2, y: low, width: width / 2, height: 44 }, confirm, {
          part: 'dialog-confirm',
          action,
          paint: { text: confirm, align: 'center', fontWeight: 600, textColor: colours.failed },
        }),
      ],
    },
  );
  const behind = context.build({ name: over, argument: conversationId });
  return still(application(key, words.messagesApp, [panel], { behind }));
}
