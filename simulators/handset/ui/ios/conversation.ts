import type { Conversation } from '../../model.ts';
import { textBlock } from '../../rendering/lines.ts';
import { conversationTitle } from '../conversation-title.ts';
import { element } from '../element.ts';
import type { UiNode } from '../node.ts';
import { pressed } from '../pressed-bubble.ts';
import { placeRows } from '../rows.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { dayOf, monthDay, timeOfDay } from '../time-text.ts';
import { rowTime, type TranscriptRow, transcriptRows } from '../transcript-rows.ts';
import { inView } from '../viewport.ts';
import { bubble, bubbleHeight } from './bubble.ts';
import {
  application,
  backButton,
  button,
  contentBottom,
  conversationAvatar,
  lineWidth,
  staticText,
} from './controls.ts';
import { identifiers, words } from './locators.ts';
import { notice, noticeHeight } from './notice.ts';
import { colours, face, safeTop, screenSize } from './theme.ts';

const barBottom = safeTop + 86;
const headerHeight = 46;
const listTop = barBottom + headerHeight;
const fieldLineHeight = 22;
const mostFieldLines = 6;
/** Cells that are kept in the tree beyond either end of what is in sight. */
const keptUnseen = 100;

/** One conversation: who it is with, how it travels, its bubbles, and the field to write in. */
export function conversation(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const shown = context.model.conversation(context.screen.argument);
  if (shown === undefined) return still(application(key, words.messagesApp, [backButton(key, '')]));
  const compose = shown.group?.left === true ? composerClosed(key) : composeBar(context, key, shown);
  const viewport = { x: 0, y: listTop, width: screenSize.width, height: compose.top - listTop };
  const lines = transcriptRows(shown);
  const own = context.model.msisdn;
  const height = (line: TranscriptRow): number =>
    'message' in line ? bubbleHeight(line.message) : noticeHeight(line.notice, own);
  const rows = placeRows(lines.map(height), viewport, context.scroll, 'bottom');
  const name = conversationTitle(shown);
  const first = Math.max(0, rows.first - keptUnseen);
  const cells = lines.slice(first, rows.last + 1 + keptUnseen).map((line, i) => {
    const top = rows.tops[first + i] ?? 0;
    return 'message' in line
      ? bubble(key, line.message, top, name, pressed(shown.id, line.message))
      : notice(`${key}/notice/${line.index}`, line.notice, own, top);
  });
  const list = element(`${key}/list`, 'XCUIElementTypeCollectionView', viewport, {
    part: 'bubble-list',
    identifier: identifiers.transcript,
    label: words.messagesApp,
    scrollable: rows.maxScroll > 0,
    children: inView(cells, viewport, 'hide'),
  });
  const header = transportHeader(key, shown, lines[0], context.model.now());
  const root = application(key, words.messagesApp, [bar(key, shown, name), header, list, compose.node]);
  return { root, maxScroll: rows.maxScroll, opensAt: 'bottom' };
}

function bar(key: string, conversation: Conversation, name: string): UiNode {
  const { id } = conversation;
  const rect = { x: 0, y: safeTop, width: screenSize.width, height: barBottom - safeTop };
  const nameWidth = Math.min(200, Math.ceil(lineWidth(name, 12, 500)) + 2);
  const left = (screenSize.width - nameWidth - 12) / 2;
  return element(`${key}/bar`, 'XCUIElementTypeNavigationBar', rect, {
    identifier: 'ConversationNavigationBar',
    // The bar's material goes on behind the clock.
    paint: { fill: '#f8f8f9', box: { ...rect, y: 0, height: barBottom } },
    children: [
      backButton(key, ''),
      element(
        `${key}/open-details`,
        'XCUIElementTypeButton',
        { x: 85, y: safeTop, width: 220, height: rect.height },
        {
          part: 'open-details',
          label: name,
          action: { do: 'navigate', screen: 'details', argument: id },
          children: [
            conversationAvatar(
              `${key}/avatar`,
              { x: screenSize.width / 2 - 26, y: safeTop + 4, width: 52, height: 52 },
              conversation,
            ),
            staticText(
              `${key}/title`,
              { x: left, y: safeTop + 60, width: nameWidth, height: 20 },
              name,
              { size: 12, weight: 500, align: 'center' },
              {
                part: 'conversation-title',
                identifier: identifiers.conversationTitle,
              },
            ),
            element(
              `${key}/chevron`,
              'XCUIElementTypeImage',
              { x: left + nameWidth + 2, y: safeTop + 65, width: 10, height: 10 },
              {
                part: 'decoration',
                paint: { icon: 'chevron', iconColor: colours.quiet },
              },
            ),
          ],
        },
      ),
    ],
  });
}

const headers = { 'rcs-encrypted': words.headerEncrypted, rcs: words.headerRcs, sms: words.headerSms } as const;

/**
 * Whether the header says in so many words that nothing is encrypted: in a group, and where it once was. Not where nothing
 * is sent any more: what is shown there may all have been encrypted.
 */
const saysNotEncrypted = ({ transport, group, encryption, endedBefore }: Conversation): boolean =>
  transport !== 'rcs-encrypted' &&
  (group === undefined ? encryption?.ended === true || endedBefore === true : !group.left);

/** How the conversation travels, and when it began. It stays in sight; the real one scrolls with the transcript. */
function transportHeader(
  key: string,
  conversation: Conversation,
  first: TranscriptRow | undefined,
  nowMs: number,
): UiNode {
  const { transport } = conversation;
  const text = headers[transport];
  const warned = saysNotEncrypted(conversation);
  const warning = warned ? Math.ceil(lineWidth(words.notEncrypted, 11, 600)) + 10 : 0;
  const width = Math.ceil(lineWidth(text, 11, 600)) + 2;
  const x = (screenSize.width - width - warning) / 2;
  const off = staticText(
    `${key}/not-encrypted`,
    { x: x + width + 8, y: barBottom + 6, width: warning - 8, height: 18 },
    words.notEncrypted,
    { size: 11, weight: 600, colour: colours.failed },
    { part: 'not-encrypted-indicator', identifier: identifiers.notEncrypted },
  );
  const encrypted = transport === 'rcs-encrypted';
  const began = first === undefined ? '' : `${when(rowTime(first), nowMs)} ${timeOfDay(rowTime(first))}`;
  const lock = element(
    `${key}/lock`,
    'XCUIElementTypeImage',
    { x: x - 15, y: barBottom + 9, width: 12, height: 12 },
    {
      part: 'encrypted-indicator',
      identifier: identifiers.lock,
      label: words.encrypted,
      paint: { icon: 'lock', iconColor: colours.quiet },
    },
  );
  return element(
    `${key}/transport`,
    'XCUIElementTypeOther',
    { x: 0, y: barBottom, width: screenSize.width, height: headerHeight },
    {
      children: [
        ...(encrypted ? [lock] : []),
        staticText(
          `${key}/transport/text`,
          { x, y: barBottom + 6, width, height: 18 },
          text,
          { size: 11, weight: 600, colour: colours.quiet, align: 'center' },
          {
            part: 'transport-header',
            identifier: identifiers.transportHeader,
          },
        ),
        ...(warned ? [off] : []),
        ...(began === ''
          ? []
          : [
              staticText(`${key}/began`, { x: 60, y: barBottom + 24, width: 270, height: 16 }, began, {
                size: 11,
                colour: colours.quiet,
                align: 'center',
              }),
            ]),
      ],
    },
  );
}

function when(atMs: number, nowMs: number): string {
  return dayOf(atMs) === dayOf(nowMs) ? 'Today' : monthDay(atMs);
}

/** The field grows with what is written, up to six lines; beyond that its end is in sight. */
function composeBar(
  context: ScreenContext,
  screen: string,
  { id, transport }: Conversation,
): { top: number; node: UiNode } {
  const key = `${screen}/compose`;
  const draft = context.draft(id);
  const pill = { x: 56, width: screenSize.width - 56 - 14 };
  const width = pill.width - 42;
  const { lines } = textBlock(draft, face(), 17, width - 28);
  const seen = lines.slice(-mostFieldLines);
  const height = seen.length * fieldLineHeight + 16;
  const top = contentBottom - height - 12;
  const y = top + 6;
  const hint = transport === 'sms' ? words.hintSms : words.hintRcs;
  const field = element(
    key,
    'XCUIElementTypeTextField',
    { x: pill.x, y, width, height },
    {
      part: 'compose-field',
      identifier: identifiers.messageBodyField,
      label: 'Message',
      text: draft,
      placeholder: hint,
      editable: true,
      focused: context.focus === key,
      action: { do: 'focus' },
      paint: {
        inset: [14, 8],
        text: draft === '' ? hint : seen.join('\n'),
        textColor: draft === '' ? '#b4b4b8' : colours.text,
        fontSize: 17,
        lineHeight: fieldLineHeight,
        wrap: true,
      },
    },
  );
  const outline = element(
    `${screen}/compose-field`,
    'XCUIElementTypeOther',
    { ...pill, y, height },
    {
      paint: { fill: colours.background, stroke: '#d1d1d6', radius: 19 },
      children: [field, sendButton(screen, draft.trim() !== '', pill.x + pill.width - 38, y + height - 35)],
    },
  );
  const node = element(
    `${screen}/compose-bar`,
    'XCUIElementTypeOther',
    { x: 0, y: top, width: screenSize.width, height: height + 12 },
    {
      children: [
        button(`${screen}/plus`, { x: 12, y: y + height - 36, width: 34, height: 34 }, 'Add', {
          enabled: false,
          paint: { fill: '#e9e9eb', radius: 17, icon: 'plus', iconSize: 20, iconColor: '#7f7f85' },
        }),
        outline,
      ],
    },
  );
  return { top, node };
}

/** Who is not in a group any more writes nothing into it. */
function composerClosed(screen: string): { top: number; node: UiNode } {
  const top = contentBottom - 56;
  const rect = { x: 0, y: top, width: screenSize.width, height: 56 };
  const text = { x: 24, y: top + 14, width: screenSize.width - 48, height: 28 };
  const node = element(`${screen}/compose-bar`, 'XCUIElementTypeOther', rect, {
    paint: { fill: colours.grouped },
    children: [
      staticText(
        `${screen}/closed`,
        text,
        words.composerClosed,
        { size: 15, colour: colours.quiet, align: 'center' },
        { part: 'composer-closed', identifier: identifiers.composerClosed },
      ),
    ],
  });
  return { top, node };
}

/** Where there is nothing to send, the microphone for dictation is painted in its place. */
function sendButton(screen: string, enabled: boolean, x: number, y: number): UiNode {
  return button(`${screen}/send`, { x, y, width: 34, height: 32 }, words.send, {
    part: 'send-button',
    identifier: identifiers.sendButton,
    enabled,
    ...(enabled ? { action: { do: 'send' as const } } : {}),
    paint: enabled
      ? { fill: colours.own, radius: 16, icon: 'arrow-up', iconSize: 20, iconColor: '#ffffff' }
      : { icon: 'mic', iconSize: 20, iconColor: '#7f7f85' },
  });
}
