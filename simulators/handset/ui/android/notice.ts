import type { GroupNotice } from '../../model.ts';
import { textBlock } from '../../rendering/lines.ts';
import type { UiNode } from '../node.ts';
import { noticeText } from '../notice-text.ts';
import { identifiers, notices } from './locators.ts';
import { colours, face, screenSize } from './theme.ts';
import { widget } from './widgets.ts';

const fontSize = 12;
const lineHeight = 16;
const margin = 40;
const width = screenSize.width - 2 * margin;

const block = (what: GroupNotice, own: string) => textBlock(noticeText(what, own, notices), face(), fontSize, width);

/** Height in dp of a line between bubbles, with the space around it. */
export const noticeHeight = (what: GroupNotice, own: string): number => block(what, own).lines.length * lineHeight + 16;

/** What happened to a group, in the middle of the transcript. @param own MSISDN of the phone's owner */
export function notice(key: string, what: GroupNotice, own: string, top: number): UiNode {
  const { text, lines } = block(what, own);
  const rect = { x: margin, y: top + 8, width, height: lines.length * lineHeight };
  return widget(
    key,
    'android.view.View',
    { x: 0, y: top, width: screenSize.width, height: noticeHeight(what, own) },
    {
      children: [
        widget(`${key}/text`, 'android.widget.TextView', rect, {
          part: 'notice',
          identifier: identifiers.notice,
          text: noticeText(what, own, notices),
          paint: { text, wrap: true, align: 'center', fontSize, lineHeight, textColor: colours.quiet },
        }),
      ],
    },
  );
}
