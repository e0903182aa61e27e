import type { Message, MessageStatus } from '../../model.ts';
import { type TextBlock, textBlock } from '../../rendering/lines.ts';
import { peerTitle } from '../msisdn.ts';
import type { Paint, UiAction, UiNode } from '../node.ts';
import { listed } from '../notice-text.ts';
import { spokenTime, timeOfDay } from '../time-text.ts';
import { identifiers, spoken, words } from './locators.ts';
import { colours, face, screenSize } from './theme.ts';
import { label, lineWidth, widget } from './widgets.ts';

const fontSize = 16;
const lineHeight = 22;
const inset = [16, 9] as const;
const widest = Math.floor(screenSize.width * 0.76);
const gap = 4;
const metaHeight = 18;
const metaSize = 12;
const senderHeight = 18;

/** What the app writes under a bubble. */
export function statusWords(message: Message): string | undefined {
  const own: Partial<Record<MessageStatus, string>> = {
    sending: words.sending,
    sent: words.sent,
    delivered: words.delivered,
    displayed: words.read,
    failed: words.failed,
  };
  if (message.status === 'undecryptable') return words.undecryptable;
  if (message.failedFor !== undefined && message.failedFor.length > 0)
    return `${words.notDeliveredTo} ${listed(message.failedFor.map(peerTitle))}`;
  return message.direction === 'out' ? own[message.status] : undefined;
}

/** Whether what stands under a bubble is bad news of its way. */
const statusIsFailure = ({ status, failedFor = [] }: Message): boolean => status === 'failed' || failedFor.length > 0;

const isUndecryptable = (message: Message): boolean => message.status === 'undecryptable';

function block(message: Message): TextBlock {
  return textBlock(message.body, face(), fontSize, widest - 2 * inset[0]);
}

/** A message that changes is another object, so a height stays true; long transcripts ask for all of them every time. */
const heights = new WeakMap<Message, number>();

/** Height in dp of a bubble with what stands under it and the space to the next. */
export function bubbleHeight(message: Message): number {
  const known = heights.get(message);
  if (known !== undefined) return known;
  const height = measuredHeight(message);
  heights.set(message, height);
  return height;
}

function measuredHeight(message: Message): number {
  const lines = isUndecryptable(message) ? 1 : block(message).lines.length;
  return senderRoom(message) + lines * lineHeight + 2 * inset[1] + metaHeight + 2 * gap;
}

/** In a group, what came in stands under the name of who sent it. */
const senderRoom = ({ direction, sender }: Message): number =>
  direction === 'in' && sender !== undefined ? senderHeight : 0;

/** One message in the list, its upper edge at `top` dp. */
export function bubble(
  screen: string,
  message: Message,
  top: number,
  peerName: string,
  sms: boolean,
  longAction?: UiAction,
): UiNode {
  const key = `${screen}/message/${message.id}`;
  const out = message.direction === 'out';
  const height = bubbleHeight(message);
  const above = senderRoom(message);
  const textHeight = height - above - metaHeight - 2 * gap;
  const { text, width: bodyWidth } = isUndecryptable(message) ? undecryptableBlock() : block(message);
  const width = Math.min(widest, Math.max(48, Math.ceil(bodyWidth) + 2 * inset[0]));
  const x = out ? screenSize.width - 12 - width : 12;
  const said = message.sender === undefined ? peerName : peerTitle(message.sender);
  const body = widget(
    `${key}/text`,
    'android.widget.TextView',
    { x, y: top + gap + above, width, height: textHeight },
    {
      part: 'bubble-text',
      identifier: identifiers.messageText,
      text: message.body,
      ...(longAction && { longAction }),
      label: spoken(message.direction, said, message.body, spokenTime(message.sentAtMs)),
      paint: {
        ...look(message, sms),
        text,
        radius: 20,
        fontSize,
        lineHeight,
        wrap: true,
        inset,
      },
    },
  );
  return widget(
    key,
    'android.view.View',
    { x: 0, y: top, width: screenSize.width, height },
    {
      part: 'bubble',
      children: [
        ...(above === 0 ? [] : [senderName(key, said, top + gap)]),
        body,
        ...meta(key, message, top + gap + above + textHeight),
      ],
    },
  );
}

function senderName(key: string, name: string, y: number): UiNode {
  const rect = { x: 24, y, width: widest, height: senderHeight - 2 };
  return label(
    `${key}/sender`,
    rect,
    name,
    { size: metaSize, weight: 500, colour: colours.quiet },
    {
      part: 'bubble-sender',
      identifier: identifiers.senderName,
    },
  );
}

const undecryptableBlock = (): TextBlock => textBlock('• • • • • • • •', face(), fontSize, widest);

function look(message: Message, sms: boolean): Paint {
  if (isUndecryptable(message)) {
    return { fill: colours.background, stroke: colours.outline, textColor: colours.quiet };
  }
  if (message.direction === 'in') return { fill: colours.incoming, textColor: colours.text };
  return sms && !message.encrypted
    ? { fill: colours.primaryContainer, textColor: colours.onPrimaryContainer }
    : { fill: colours.primary, textColor: colours.onPrimary };
}

/** The line under a bubble: time, lock and status, from the bubble's side of the screen inwards. */
function meta(key: string, message: Message, y: number): readonly UiNode[] {
  const time = timeOfDay(message.sentAtMs);
  const status = statusWords(message);
  const wrong = message.status === 'undecryptable' || statusIsFailure(message);
  const timeWidth = Math.ceil(lineWidth(time, metaSize)) + 2;
  const lockWidth = message.encrypted ? 14 : 0;
  const room = screenSize.width - 48 - timeWidth - lockWidth - 16;
  const statusWidth = status === undefined ? 0 : Math.min(room, Math.ceil(lineWidth(status, metaSize)) + 2);
  const total = timeWidth + (lockWidth === 0 ? 0 : lockWidth + 4) + (status === undefined ? 0 : statusWidth + 6);
  let x = message.direction === 'out' ? screenSize.width - 24 - total : 24;
  const nodes: UiNode[] = [];
  const quiet = { size: metaSize, colour: colours.quiet };
  nodes.push(
    label(`${key}/time`, { x, y, width: timeWidth, height: metaHeight }, time, quiet, {
      part: 'bubble-time',
      identifier: identifiers.messageTimestamp,
    }),
  );
  x += timeWidth + 4;
  if (message.encrypted) {
    nodes.push(
      widget(
        `${key}/lock`,
        'android.widget.ImageView',
        { x, y, width: lockWidth, height: metaHeight },
        {
          part: 'decoration',
          paint: { icon: 'lock', iconSize: 12, iconColor: colours.quiet },
        },
      ),
    );
    x += lockWidth + 4;
  }
  if (status !== undefined) {
    const style = { size: metaSize, colour: wrong ? colours.failed : colours.quiet };
    nodes.push(
      label(`${key}/status`, { x: x + 2, y, width: statusWidth, height: metaHeight }, status, style, {
        part: 'bubble-status',
        identifier: identifiers.messageStatus,
      }),
    );
  }
  return nodes;
}
