import { textBlock } from '../../rendering/lines.ts';
import { element } from '../element.ts';
import { memberOf } from '../member-argument.ts';
import { peerTitle } from '../msisdn.ts';
import type { UiAction } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { application, button, hairline, staticText } from './controls.ts';
import { words } from './locators.ts';
import { colours, face, screenSize } from './theme.ts';

interface Question {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly action: UiAction;
}

/** Details › Leave this Conversation. */
export function confirmLeave(context: ScreenContext): BuiltScreen {
  const id = context.screen.argument;
  return alert(context, id, {
    title: `${words.leave}?`,
    text: words.leaveQuestion,
    confirm: words.leaveConfirm,
    action: { do: 'leave-group', id },
  });
}

/** Details › Turn Off Encryption. */
export function confirmEndEncryption(context: ScreenContext): BuiltScreen {
  const id = context.screen.argument;
  return alert(context, id, {
    title: `${words.endEncryption}?`,
    text: words.endQuestion,
    confirm: words.endConfirm,
    action: { do: 'end-encryption', id },
  });
}

/** Details › somebody › Remove. */
export function confirmRemove(context: ScreenContext): BuiltScreen {
  const { id, msisdn } = memberOf(context.screen.argument);
  const member = context.model.conversation(id)?.group?.members.find((each) => each.msisdn === msisdn);
  return alert(context, id, {
    title: `${words.remove} ${peerTitle(member ?? { msisdn, name: '' })}?`,
    text: words.removeQuestion,
    confirm: words.remove,
    action: { do: 'remove-member', id, msisdn },
  });
}

const width = 280;

/** An alert in the middle of a darkened screen. */
function alert(
  context: ScreenContext,
  conversationId: string,
  { title, text, confirm, action }: Question,
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
  const behind = context.build({ name: 'details', argument: conversationId });
  return still(application(key, words.messagesApp, [panel], { behind }));
}
