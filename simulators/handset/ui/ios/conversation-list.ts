import type { Conversation, HandsetModel } from '../../model.ts';
import { textBlock } from '../../rendering/lines.ts';
import { fitted } from '../../rendering/text.ts';
import { conversationTitle } from '../conversation-title.ts';
import { element } from '../element.ts';
import { peerTitle } from '../msisdn.ts';
import type { UiNode } from '../node.ts';
import { noticeText } from '../notice-text.ts';
import { placeRows } from '../rows.ts';
import { type BuiltScreen, type ScreenContext, screenKey } from '../screen.ts';
import { dayOf, shortDate, timeOfDay, weekday } from '../time-text.ts';
import { latestRow, rowTime } from '../transcript-rows.ts';
import { inView } from '../viewport.ts';
import {
  application,
  barHeight,
  button,
  contentBottom,
  conversationAvatar,
  hairline,
  lineWidth,
  staticText,
} from './controls.ts';
import { identifiers, notices, words } from './locators.ts';
import { colours, face, safeTop, screenSize } from './theme.ts';

const rowHeight = 78;
const listTop = safeTop + barHeight + 102;
const viewport = { x: 0, y: listTop, width: screenSize.width, height: contentBottom - listTop };
const textLeft = 86;
/** Longest part of a body that can matter for two lines. */
const enoughForTwoLines = 240;

/** The first screen of Messages. */
export function conversationList(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const conversations = context.model.conversations();
  const rows = placeRows(
    conversations.map(() => rowHeight),
    viewport,
    context.scroll,
    'top',
  );
  const cells = conversations.map((conversation, i) => cell(key, conversation, rows.tops[i] ?? 0, context.model));
  const list = element(`${key}/list`, 'XCUIElementTypeCollectionView', viewport, {
    part: 'conversation-list',
    identifier: identifiers.conversationList,
    scrollable: rows.maxScroll > 0,
    children: inView(cells, viewport, 'hide'),
  });
  const title = { x: 16, y: safeTop + barHeight, width: screenSize.width - 32, height: 52 };
  const root = application(key, words.messagesApp, [
    bar(key),
    staticText(`${key}/title`, title, words.messagesApp, { size: 34, weight: 700 }),
    searchField(key, title.y + 54),
    list,
  ]);
  return { root, maxScroll: rows.maxScroll, opensAt: 'top' };
}

function bar(key: string): UiNode {
  const { width } = screenSize;
  return element(
    `${key}/bar`,
    'XCUIElementTypeNavigationBar',
    { x: 0, y: safeTop, width, height: barHeight },
    {
      identifier: words.messagesApp,
      children: [
        button(`${key}/compose`, { x: width - 56, y: safeTop, width: 48, height: barHeight }, words.compose, {
          part: 'new-conversation',
          identifier: identifiers.compose,
          action: { do: 'navigate', screen: 'new-conversation' },
          paint: { icon: 'compose', iconSize: 28 },
        }),
      ],
    },
  );
}

function searchField(key: string, y: number): UiNode {
  return element(
    `${key}/search`,
    'XCUIElementTypeSearchField',
    { x: 16, y, width: screenSize.width - 32, height: 36 },
    {
      label: 'Search',
      enabled: false,
      paint: {
        fill: '#eeeef0',
        radius: 10,
        icon: 'search',
        iconSize: 18,
        iconColor: colours.quiet,
        iconAlign: 'left',
        inset: [9, 0],
      },
      children: [
        staticText(
          `${key}/search/text`,
          { x: 46, y: y + 4, width: 200, height: 28 },
          'Search',
          { colour: colours.quiet },
          {
            enabled: false,
          },
        ),
      ],
    },
  );
}

/** What happened last. */
function snippet(conversation: Conversation, own: string): string {
  const latest = latestRow(conversation);
  if (latest === undefined) return '';
  if ('notice' in latest) return noticeText(latest.notice, own, notices);
  const { status, body, sender } = latest.message;
  if (status === 'undecryptable') return words.undecryptable;
  const text = body.replaceAll(/\s+/gu, ' ');
  return sender === undefined ? text : `${peerTitle(sender)}: ${text}`;
}

function when(atMs: number, nowMs: number): string {
  const days = dayOf(nowMs) - dayOf(atMs);
  if (days <= 0) return timeOfDay(atMs);
  if (days === 1) return 'Yesterday';
  return days < 7 ? weekday(atMs) : shortDate(atMs);
}

function cell(screen: string, conversation: Conversation, top: number, model: HandsetModel): UiNode {
  const key = `${screen}/${conversation.id}`;
  const { width } = screenSize;
  const name = conversationTitle(conversation);
  const text = snippet(conversation, model.msisdn);
  const latest = latestRow(conversation);
  const time = latest === undefined ? '' : when(rowTime(latest), model.now());
  const timeWidth = Math.ceil(lineWidth(time, 15)) + 4;
  const textWidth = width - textLeft - 34;
  const { lines } = textBlock(text.slice(0, enoughForTwoLines), face(), 15, textWidth);
  const [first = '', ...rest] = lines;
  const shown = rest.length === 0 ? first : `${first}\n${fitted(rest.join(' '), face(), 15, textWidth)}`;
  const unread = conversation.unread > 0;
  return element(
    key,
    'XCUIElementTypeCell',
    { x: 0, y: top, width, height: rowHeight },
    {
      part: 'conversation-row',
      label: [name, text, time, ...(unread ? ['Unread'] : [])].join(', '),
      action: { do: 'open-conversation', id: conversation.id },
      children: [
        ...(unread ? [unreadDot(key, top, conversation.unread)] : []),
        conversationAvatar(`${key}/avatar`, { x: 28, y: top + 15, width: 46, height: 46 }, conversation),
        staticText(
          `${key}/name`,
          { x: textLeft, y: top + 8, width: width - textLeft - 40 - timeWidth, height: 22 },
          name,
          { weight: 600 },
          { part: 'conversation-name' },
        ),
        ...(time === ''
          ? []
          : [
              staticText(`${key}/time`, { x: width - 32 - timeWidth, y: top + 9, width: timeWidth, height: 20 }, time, {
                size: 15,
                colour: colours.quiet,
                align: 'right',
              }),
            ]),
        element(
          `${key}/chevron`,
          'XCUIElementTypeImage',
          { x: width - 28, y: top + 11, width: 16, height: 16 },
          {
            part: 'decoration',
            paint: { icon: 'chevron', iconColor: '#c4c4c7' },
          },
        ),
        staticText(
          `${key}/snippet`,
          { x: textLeft, y: top + 31, width: textWidth, height: 40 },
          text,
          { size: 15, colour: colours.quiet },
          {
            part: 'conversation-snippet',
            paint: { text: shown, wrap: true, lineHeight: 20 },
          },
        ),
        hairline(`${key}/line`, { x: textLeft, y: top + rowHeight - 1, width: width - textLeft, height: 0.5 }),
      ],
    },
  );
}

function unreadDot(key: string, top: number, count: number): UiNode {
  return element(
    `${key}/unread`,
    'XCUIElementTypeImage',
    { x: 10, y: top + 32, width: 12, height: 12 },
    {
      part: 'unread-badge',
      label: `${count} unread`,
      paint: { fill: colours.tint, radius: 6 },
    },
  );
}
