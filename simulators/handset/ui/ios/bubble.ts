import type { Message, MessageStatus } from '../../model.ts';
import { type TextBlock, textBlock } from '../../rendering/lines.ts';
import { element } from '../element.ts';
import { peerTitle } from '../msisdn.ts';
import type { Paint, UiAction, UiNode } from '../node.ts';
import { listed } from '../notice-text.ts';
import { timeOfDay } from '../time-text.ts';
import { staticText } from './controls.ts';
import { identifiers, spoken, words } from './locators.ts';
import { colours, face, screenSize } from './theme.ts';

const fontSize = 17;
const lineHeight = 22;
const inset = [14, 8] as const;
const widest = 280;
const side = 18;
const gap = 3;
const statusHeight = 18;
const senderHeight = 18;

/**
 * What stands under a bubble. A real iPhone shows it under the latest own message alone; here every own bubble has
 * its line, so that what became of each can be read on either system.
 */
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

function block(message: Message): TextBlock {
  const text = message.status === 'undecryptable' ? '• • • • • • • •' : message.body;
  return textBlock(text, face(), fontSize, widest - 2 * inset[0]);
}

/** A message that changes is another object, so a height stays true; long transcripts ask for all of them every time. */
const heights = new WeakMap<Message, number>();

/** Height in points of a bubble with what stands under it and the space to the next. */
export function bubbleHeight(message: Message): number {
  const known = heights.get(message);
  if (known !== undefined) return known;
  const height = measuredHeight(message);
  heights.set(message, height);
  return height;
}

function measuredHeight(message: Message): number {
  const status = statusWords(message) === undefined ? 0 : statusHeight;
  return senderRoom(message) + block(message).lines.length * lineHeight + 2 * inset[1] + 2 * gap + status;
}

/** In a group, what came in stands under the name of who sent it. */
const senderRoom = ({ direction, sender }: Message): number =>
  direction === 'in' && sender !== undefined ? senderHeight : 0;

const isFailure = ({ status, failedFor = [] }: Message): boolean => status === 'failed' || failedFor.length > 0;

/** One message as a cell of the transcript, its upper edge at `top`. */
export function bubble(screen: string, message: Message, top: number, peerName: string, longAction?: UiAction): UiNode {
  const key = `${screen}/message/${message.id}`;
  const out = message.direction === 'out';
  const { text, lines, width: bodyWidth } = block(message);
  const height = lines.length * lineHeight + 2 * inset[1];
  const width = Math.min(widest, Math.max(44, Math.ceil(bodyWidth) + 2 * inset[0]));
  const failed = isFailure(message);
  const above = senderRoom(message);
  const bodyTop = top + gap + above;
  const sender = message.sender === undefined ? peerName : peerTitle(message.sender);
  const x = out ? screenSize.width - side - width - (failed ? 26 : 0) : side;
  const said = message.status === 'undecryptable' ? words.undecryptable : message.body;
  const status = statusWords(message);
  const children = [
    ...(above === 0 ? [] : [senderName(key, sender, top + gap)]),
    element(
      `${key}/text`,
      'XCUIElementTypeStaticText',
      { x, y: bodyTop, width, height },
      {
        part: 'bubble-text',
        label: message.body,
        paint: { ...look(message), text, radius: 19, fontSize, lineHeight, wrap: true, inset },
      },
    ),
    ...(failed ? [failedMark(key, bodyTop + height / 2)] : []),
    ...(status === undefined ? [] : [statusLine(key, message, status, bodyTop + height + 1)]),
  ];
  const rect = { x: 0, y: top, width: screenSize.width, height: bubbleHeight(message) };
  return element(key, 'XCUIElementTypeCell', rect, {
    part: 'bubble',
    ...(longAction && { longAction }),
    label: spoken(message.direction, sender, said, timeOfDay(message.sentAtMs)),
    children,
  });
}

function senderName(key: string, name: string, y: number): UiNode {
  const rect = { x: side + inset[0], y, width: widest, height: senderHeight - 2 };
  return staticText(
    `${key}/sender`,
    rect,
    name,
    { size: 11, weight: 500, colour: colours.quiet },
    { part: 'bubble-sender', identifier: identifiers.senderName },
  );
}

function look(message: Message): Paint {
  if (message.status === 'undecryptable') {
    return { fill: colours.background, stroke: '#c7c7cc', textColor: colours.quiet };
  }
  return message.direction === 'out'
    ? { fill: colours.own, textColor: '#ffffff', tail: 'right' }
    : { fill: colours.incoming, textColor: colours.text, tail: 'left' };
}

function failedMark(key: string, middle: number): UiNode {
  const rect = { x: screenSize.width - side - 20, y: middle - 11, width: 22, height: 22 };
  return element(`${key}/failed`, 'XCUIElementTypeImage', rect, {
    part: 'decoration',
    paint: { icon: 'warning', iconColor: colours.failed },
  });
}

function statusLine(key: string, message: Message, status: string, y: number): UiNode {
  const wrong = isFailure(message) || message.status === 'undecryptable';
  const rect = { x: side + 4, y, width: screenSize.width - 2 * (side + 4), height: statusHeight };
  return staticText(
    `${key}/status`,
    rect,
    status,
    {
      size: 11,
      weight: 500,
      colour: wrong ? colours.failed : colours.quiet,
      align: message.direction === 'out' ? 'right' : 'left',
    },
    { part: 'bubble-status', identifier: identifiers.status },
  );
}
