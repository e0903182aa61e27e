import type { Conversation, HandsetModel } from '../../model.ts';
import { conversationTitle } from '../conversation-title.ts';
import { peerTitle } from '../msisdn.ts';
import type { UiNode } from '../node.ts';
import { noticeText } from '../notice-text.ts';
import { placeRows } from '../rows.ts';
import { type BuiltScreen, type ScreenContext, screenKey } from '../screen.ts';
import { dayOf, monthDay, timeOfDay, weekday } from '../time-text.ts';
import { latestRow, rowTime } from '../transcript-rows.ts';
import { inView } from '../viewport.ts';
import { belowAppBar } from './app-bar.ts';
import { identifiers, notices, words } from './locators.ts';
import { colours, gestureBar, screenSize, statusBar } from './theme.ts';
import { conversationAvatar, label, lineWidth, pixels, widget, window } from './widgets.ts';

const rowHeight = 76;
const button = { x: screenSize.width - 156, y: screenSize.height - gestureBar - 72, width: 140, height: 56 };
const viewport = { x: 0, y: belowAppBar, width: screenSize.width, height: button.y - 8 - belowAppBar };

/** `.ui.ConversationListActivity`: the app's first screen. */
export function conversationList(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const conversations = context.model.conversations();
  const rows = placeRows(
    conversations.map(() => rowHeight),
    viewport,
    context.scroll,
    'top',
  );
  const shown = conversations
    .slice(rows.first, rows.last + 1)
    .map((conversation, i) => row(key, conversation, rows.tops[rows.first + i] ?? 0, context.model));
  const list = widget(`${key}/list`, 'androidx.recyclerview.widget.RecyclerView', viewport, {
    part: 'conversation-list',
    identifier: identifiers.conversationList,
    scrollable: rows.maxScroll > 0,
    children: inView(shown, pixels(viewport), 'drop'),
  });
  const root = window(key, [bar(key), ...(conversations.length === 0 ? [emptyList(key)] : [list]), startChat(key)]);
  return { root, maxScroll: rows.maxScroll, opensAt: 'top' };
}

function bar(key: string): UiNode {
  const { width } = screenSize;
  return widget(
    `${key}/bar`,
    'android.view.ViewGroup',
    { x: 0, y: statusBar, width, height: 64 },
    {
      identifier: identifiers.toolbar,
      children: [
        label(`${key}/title`, { x: 20, y: statusBar + 14, width: 200, height: 36 }, words.messagesApp, { size: 24 }),
        widget(
          `${key}/account`,
          'android.widget.FrameLayout',
          { x: width - 56, y: statusBar + 12, width: 40, height: 40 },
          {
            part: 'open-menu',
            identifier: identifiers.account,
            label: words.account,
            action: { do: 'navigate', screen: 'account-menu' },
            paint: {
              fill: colours.primaryContainer,
              radius: 20,
              icon: 'person',
              iconColor: colours.onPrimaryContainer,
              iconSize: 24,
            },
          },
        ),
      ],
    },
  );
}

function startChat(key: string): UiNode {
  return widget(`${key}/start-chat`, 'android.widget.Button', button, {
    part: 'new-conversation',
    identifier: identifiers.startChat,
    label: words.startChat,
    text: words.startChat,
    action: { do: 'navigate', screen: 'new-conversation' },
    paint: {
      fill: colours.primaryContainer,
      radius: 16,
      icon: 'messages',
      iconColor: colours.onPrimaryContainer,
      iconSize: 24,
      iconAlign: 'left',
      inset: [16, 0],
      text: words.startChat,
      textColor: colours.onPrimaryContainer,
      fontSize: 15,
      fontWeight: 500,
      align: 'right',
    },
  });
}

function emptyList(key: string): UiNode {
  const text = 'Once you start a new conversation, you’ll see it listed here';
  const rect = { x: 24, y: 420, width: screenSize.width - 48, height: 24 };
  return label(`${key}/empty`, rect, text, { size: 14, colour: colours.quiet, align: 'center' });
}

/** What happened last, in one line. */
function snippet(conversation: Conversation, own: string): string {
  const latest = latestRow(conversation);
  if (latest === undefined) return '';
  if ('notice' in latest) return noticeText(latest.notice, own, notices);
  const { message } = latest;
  if (message.status === 'undecryptable') return words.undecryptable;
  const body = message.body.replaceAll(/\s+/gu, ' ');
  if (message.direction === 'out') return `You: ${body}`;
  return message.sender === undefined ? body : `${peerTitle(message.sender)}: ${body}`;
}

function when(atMs: number, nowMs: number): string {
  const days = dayOf(nowMs) - dayOf(atMs);
  if (days <= 0) return timeOfDay(atMs);
  return days < 7 ? weekday(atMs).slice(0, 3) : monthDay(atMs);
}

function row(screen: string, conversation: Conversation, top: number, model: HandsetModel): UiNode {
  const key = `${screen}/${conversation.id}`;
  const { width } = screenSize;
  const name = conversationTitle(conversation);
  const unread = conversation.unread > 0;
  const latest = latestRow(conversation);
  const time = latest === undefined ? '' : when(rowTime(latest), model.now());
  const timeWidth = Math.ceil(lineWidth(time, 12, 500)) + 4;
  const badge = String(Math.min(conversation.unread, 999));
  const badgeWidth = 12 + 8 * badge.length;
  const weight = unread ? 700 : 400;
  const children = [
    conversationAvatar(`${key}/avatar`, { x: 16, y: top + 14, width: 48, height: 48 }, conversation, {
      identifier: identifiers.conversationIcon,
    }),
    label(
      `${key}/name`,
      { x: 80, y: top + 15, width: width - 104 - timeWidth, height: 24 },
      name,
      { size: 16, weight },
      {
        part: 'conversation-name',
        identifier: identifiers.conversationName,
      },
    ),
    label(
      `${key}/snippet`,
      { x: 80, y: top + 40, width: width - 100 - (unread ? badgeWidth + 12 : 0), height: 20 },
      snippet(conversation, model.msisdn),
      { size: 14, weight, colour: unread ? colours.text : colours.quiet },
      {
        part: 'conversation-snippet',
        identifier: identifiers.conversationSnippet,
      },
    ),
    ...(time === ''
      ? []
      : [
          label(
            `${key}/time`,
            { x: width - 16 - timeWidth, y: top + 17, width: timeWidth, height: 20 },
            time,
            { size: 12, weight: 500, colour: colours.quiet, align: 'right' },
            {
              identifier: identifiers.conversationTimestamp,
            },
          ),
        ]),
    ...(unread ? [unreadBadge(key, width - 16 - badgeWidth, top + 40, badge, badgeWidth, conversation.unread)] : []),
  ];
  return widget(
    key,
    'android.view.ViewGroup',
    { x: 0, y: top, width, height: rowHeight },
    {
      part: 'conversation-row',
      identifier: identifiers.conversationRow,
      action: { do: 'open-conversation', id: conversation.id },
      children,
    },
  );
}

function unreadBadge(key: string, x: number, y: number, text: string, width: number, count: number): UiNode {
  return label(
    `${key}/unread`,
    { x, y, width, height: 20 },
    text,
    { size: 12, weight: 500, colour: colours.onPrimary, align: 'center' },
    {
      part: 'unread-badge',
      identifier: identifiers.unreadBadge,
      label: `${count} unread ${count === 1 ? 'message' : 'messages'}`,
      paint: { fill: colours.primary, radius: 10 },
    },
  );
}
