import type { Conversation } from '../../model.ts';
import { textBlock } from '../../rendering/lines.ts';
import { conversationTitle, people } from '../conversation-title.ts';
import type { UiNode } from '../node.ts';
import { pressed } from '../pressed-bubble.ts';
import { placeRows } from '../rows.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { type TranscriptRow, transcriptRows } from '../transcript-rows.ts';
import { inView } from '../viewport.ts';
import { belowAppBar, upButton } from './app-bar.ts';
import { bubble, bubbleHeight } from './bubble.ts';
import { identifiers, peopleCount, words } from './locators.ts';
import { notice, noticeHeight } from './notice.ts';
import { colours, face, gestureBar, screenSize, statusBar } from './theme.ts';
import { conversationAvatar, iconButton, label, lineWidth, pixels, widget, window } from './widgets.ts';

const headerHeight = 36;
const listTop = belowAppBar + headerHeight;
const bottom = screenSize.height - gestureBar;
const fieldLineHeight = 22;
const mostFieldLines = 5;

/** One conversation: who it is with, how it travels, its bubbles, and the field to write in. */
export function conversation(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const shown = context.model.conversation(context.screen.argument);
  if (shown === undefined) return still(window(key, [upButton(key)]));
  const compose = shown.group?.left === true ? composerClosed(key) : composeBar(context, key, shown);
  const viewport = { x: 0, y: listTop, width: screenSize.width, height: compose.top - listTop };
  const lines = transcriptRows(shown);
  const own = context.model.msisdn;
  const height = (line: TranscriptRow): number =>
    'message' in line ? bubbleHeight(line.message) : noticeHeight(line.notice, own);
  const rows = placeRows(lines.map(height), viewport, context.scroll, 'bottom', 'bottom');
  const name = conversationTitle(shown);
  const bubbles = lines.slice(rows.first, rows.last + 1).map((line, i) => {
    const top = rows.tops[rows.first + i] ?? 0;
    return 'message' in line
      ? bubble(key, line.message, top, name, shown.transport === 'sms', pressed(shown.id, line.message))
      : notice(`${key}/notice/${line.index}`, line.notice, own, top);
  });
  const list = widget(`${key}/list`, 'android.view.View', viewport, {
    part: 'bubble-list',
    identifier: identifiers.messageList,
    scrollable: rows.maxScroll > 0,
    children: inView(bubbles, pixels(viewport), 'drop'),
  });
  const screen = widget(
    `${key}/screen`,
    'android.view.View',
    { x: 0, y: 0, ...screenSize },
    {
      identifier: identifiers.conversation,
      children: [bar(key, shown, name), transportHeader(key, shown, name), list, compose.node],
    },
  );
  return { root: window(key, [screen]), maxScroll: rows.maxScroll, opensAt: 'bottom' };
}

function bar(key: string, conversation: Conversation, name: string): UiNode {
  const { id } = conversation;
  const { width } = screenSize;
  const details = { do: 'navigate', screen: 'details', argument: id } as const;
  return widget(
    `${key}/bar`,
    'android.view.View',
    { x: 0, y: statusBar, width, height: belowAppBar - statusBar },
    {
      children: [
        upButton(key),
        widget(
          `${key}/open-details`,
          'android.view.View',
          { x: 56, y: statusBar + 8, width: width - 112, height: 48 },
          {
            part: 'open-details',
            action: details,
            children: [
              conversationAvatar(`${key}/avatar`, { x: 56, y: statusBar + 14, width: 36, height: 36 }, conversation),
              label(
                `${key}/title`,
                { x: 104, y: statusBar + 16, width: width - 164, height: 32 },
                name,
                { size: 20 },
                {
                  part: 'conversation-title',
                  identifier: identifiers.conversationTitle,
                },
              ),
            ],
          },
        ),
        iconButton(`${key}/more`, width - 52, statusBar + 8, 'more', words.moreOptions, {
          part: 'open-menu',
          action: { do: 'navigate', screen: 'conversation-menu', argument: id },
        }),
      ],
    },
  );
}

/** How the conversation travels, in the app's words. */
function headerText({ transport, group }: Conversation, name: string): string {
  if (transport === 'sms') return `${words.textingWith} ${name} ${words.smsOnly}`;
  return group === undefined ? `${words.rcsChatWith} ${name}` : `${words.groupChat} · ${peopleCount(people(group))}`;
}

/**
 * Whether the header says in so many words that nothing is encrypted: in a group, and where it once was. Not where nothing
 * is sent any more: what is shown there may all have been encrypted.
 */
const saysNotEncrypted = ({ transport, group, encryption, endedBefore }: Conversation): boolean =>
  transport !== 'rcs-encrypted' &&
  (group === undefined ? encryption?.ended === true || endedBefore === true : !group.left);

function transportHeader(key: string, conversation: Conversation, name: string): UiNode {
  const encrypted = conversation.transport === 'rcs-encrypted';
  const warned = saysNotEncrypted(conversation);
  const text = headerText(conversation, name);
  const warning = warned ? Math.ceil(lineWidth(words.notEncryptedChat, 13)) + 12 : 0;
  const room = screenSize.width - 80 - warning;
  const width = Math.min(room, Math.ceil(lineWidth(text, 13)) + 2);
  const x = (screenSize.width - width - warning) / 2;
  const lock = widget(
    `${key}/lock`,
    'android.widget.ImageView',
    { x: x - 22, y: belowAppBar + 9, width: 18, height: 18 },
    {
      part: 'encrypted-indicator',
      identifier: identifiers.lock,
      label: words.encryptedChat,
      paint: { icon: 'lock', iconSize: 15, iconColor: colours.primary },
    },
  );
  const off = label(
    `${key}/not-encrypted`,
    { x: x + width + 8, y: belowAppBar + 8, width: warning - 8, height: 20 },
    words.notEncryptedChat,
    { size: 13, colour: colours.failed },
    { part: 'not-encrypted-indicator', identifier: identifiers.notEncrypted },
  );
  return widget(
    `${key}/transport`,
    'android.view.View',
    { x: 0, y: belowAppBar, width: screenSize.width, height: headerHeight },
    {
      children: [
        ...(encrypted ? [lock] : []),
        label(
          `${key}/transport/text`,
          { x, y: belowAppBar + 8, width, height: 20 },
          text,
          { size: 13, colour: colours.quiet, align: 'center' },
          {
            part: 'transport-header',
            identifier: identifiers.transportHeader,
          },
        ),
        ...(warned ? [off] : []),
      ],
    },
  );
}

/** Who is not in a group any more writes nothing into it. */
function composerClosed(screen: string): { top: number; node: UiNode } {
  const top = bottom - 64;
  const rect = { x: 0, y: top, width: screenSize.width, height: 64 };
  const node = widget(`${screen}/compose-bar`, 'android.view.View', rect, {
    paint: { fill: colours.surface },
    children: [
      label(
        `${screen}/closed`,
        { x: 24, y: top + 20, width: screenSize.width - 48, height: 24 },
        words.composerClosed,
        { size: 14, colour: colours.quiet, align: 'center' },
        { part: 'composer-closed', identifier: identifiers.composerClosed },
      ),
    ],
  });
  return { top, node };
}

const sendWords = { 'rcs-encrypted': words.sendEncrypted, rcs: words.sendRcs, sms: words.sendSms } as const;

/** The field grows with what is written, up to five lines; beyond that its end is in sight. */
function composeBar(
  context: ScreenContext,
  screen: string,
  { id, transport }: Conversation,
): { top: number; node: UiNode } {
  const key = `${screen}/compose`;
  const draft = context.draft(id);
  const width = screenSize.width - 12 - 60;
  const { lines } = textBlock(draft, face(), 16, width - 40);
  const seen = lines.slice(-mostFieldLines);
  const height = seen.length * fieldLineHeight + 26;
  const top = bottom - height - 16;
  const placeholder = transport === 'sms' ? words.hintSms : words.hintRcs;
  const field = widget(
    key,
    'android.widget.EditText',
    { x: 12, y: top + 8, width, height },
    {
      part: 'compose-field',
      identifier: identifiers.compose,
      text: draft,
      placeholder,
      editable: true,
      focused: context.focus === key,
      action: { do: 'focus' },
      paint: {
        fill: colours.surface,
        radius: 24,
        inset: [20, 13],
        text: draft === '' ? placeholder : seen.join('\n'),
        textColor: draft === '' ? colours.quiet : colours.text,
        fontSize: 16,
        lineHeight: fieldLineHeight,
        wrap: true,
      },
    },
  );
  const node = widget(
    `${screen}/compose-bar`,
    'android.view.View',
    { x: 0, y: top, width: screenSize.width, height: height + 16 },
    {
      children: [field, sendButton(screen, transport, draft.trim() !== '', bottom - 60)],
    },
  );
  return { top, node };
}

/** A Compose node with the tag, around the button itself: suites find either. */
function sendButton(screen: string, transport: Conversation['transport'], enabled: boolean, y: number): UiNode {
  const rect = { x: screenSize.width - 56, y: y + 2, width: 48, height: 48 };
  const description = sendWords[transport];
  const colour = enabled ? colours.onPrimary : colours.quiet;
  const paint = { fill: enabled ? colours.primary : colours.surface, radius: 24 };
  const children = [
    widget(`${screen}/send/button`, 'android.widget.Button', rect, {
      label: description,
      enabled,
      paint: { icon: 'send', iconSize: 24, iconColor: colour },
      children:
        transport === 'rcs-encrypted'
          ? [
              widget(
                `${screen}/send/lock`,
                'android.view.View',
                { x: rect.x + 29, y: rect.y + 27, width: 12, height: 12 },
                {
                  part: 'decoration',
                  enabled,
                  paint: { icon: 'lock', iconSize: 12, iconColor: colour },
                },
              ),
            ]
          : [],
    }),
  ];
  return widget(`${screen}/send`, 'android.view.View', rect, {
    part: 'send-button',
    identifier: identifiers.send,
    label: description,
    enabled,
    ...(enabled ? { action: { do: 'send' as const } } : {}),
    paint,
    children,
  });
}
