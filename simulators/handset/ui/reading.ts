import type { ShownBubble } from '../../kernel/journal/kinds/ui.ts';
import { words as android } from './android/locators.ts';
import { words as ios } from './ios/locators.ts';
import { type Part, type UiNode, walk } from './node.ts';

/**
 * What a person makes of a screen. Only what the accessibility tree holds is read (texts and labels of nodes in it),
 * never the handset behind it: the same things are to be read from a real phone.
 */
export interface ReadConversation {
  /** The name or number in the title. */
  readonly peer: string;
  /** Whether the app calls the conversation encrypted. */
  readonly encrypted: boolean;
  /** Whether it says in so many words that the conversation is not. */
  readonly notEncrypted: boolean;
  /** Whether there is no field to write in, because the user is not in the group any more. */
  readonly closed: boolean;
  /** What happened to the group, in the app's words, oldest first: as far as it is in the tree. */
  readonly notices: readonly ReadNotice[];
  /** Oldest first: what is in the tree. On Android that is what is in sight, on iOS also some of what is not. */
  readonly bubbles: readonly ShownBubble[];
}

export interface ReadNotice {
  /** The same for the same notice on every screenful. */
  readonly key: string;
  readonly text: string;
}

/** Somebody in the details of a conversation. */
export interface ReadMember {
  readonly msisdn: string;
  readonly name: string;
  /** `2 devices`; empty where none are shown. */
  readonly devices: string;
}

export interface ReadRow {
  readonly name: string;
  readonly snippet: string;
  readonly unread: boolean;
}

/** One bubble as far as it is in the tree: at the edge of a list its text or its status may be out of sight. */
export interface ReadBubble {
  /** The same for the same bubble on every screenful. */
  readonly key: string;
  readonly direction?: ShownBubble['direction'];
  readonly body?: string;
  readonly status: ShownBubble['status'];
  /** In a group: the name above what came in. */
  readonly sender?: string;
  /** In a group: for whom it failed. */
  readonly failed_for?: string;
}

const statuses: ReadonlyMap<string, NonNullable<ShownBubble['status']>> = new Map(
  [android, ios].flatMap((words) => [
    [words.sending, 'sending'],
    [words.sent, 'sent'],
    [words.delivered, 'delivered'],
    [words.read, 'displayed'],
    [words.failed, 'failed'],
    [words.undecryptable, 'undecryptable'],
  ]),
);

const notDeliveredTo = [android.notDeliveredTo, ios.notDeliveredTo];

function statusOf(line: string): Pick<ReadBubble, 'status' | 'failed_for'> {
  const words = notDeliveredTo.find((each) => line.startsWith(`${each} `));
  return words === undefined
    ? { status: statuses.get(line) ?? null }
    : { status: 'failed', failed_for: line.slice(words.length + 1) };
}

const encryptedWords: ReadonlySet<string> = new Set([android.encryptedChat, ios.headerEncrypted]);

/** The conversation on the screen; undefined on any other screen. */
export function readConversation(tree: UiNode): ReadConversation | undefined {
  const title = nodeWith(tree, 'conversation-title');
  if (title === undefined || nodeWith(tree, 'bubble-list') === undefined) return undefined;
  const claims = [nodeWith(tree, 'encrypted-indicator'), nodeWith(tree, 'transport-header')];
  return {
    peer: shown(title),
    encrypted: claims.some((claim) => claim !== undefined && encryptedWords.has(shown(claim))),
    notEncrypted: nodeWith(tree, 'not-encrypted-indicator') !== undefined,
    closed: nodeWith(tree, 'composer-closed') !== undefined,
    notices: readNotices(tree),
    bubbles: readBubbles(tree).flatMap(({ key: _, direction, body, ...rest }) =>
      direction === undefined || body === undefined ? [] : [{ direction, body, ...rest }],
    ),
  };
}

function readNotices(tree: UiNode): readonly ReadNotice[] {
  const found: ReadNotice[] = [];
  for (const node of walk(tree)) if (node.part === 'notice') found.push({ key: node.key, text: shown(node) });
  return found;
}

/** Who is in the details on the screen, as far as they are in sight. */
export function readMembers(tree: UiNode): readonly ReadMember[] {
  const rows = [...walk(tree)].filter(({ part, visible }) => part === 'member-row' && visible);
  return rows.map((row) => ({
    msisdn: shown(nodeWith(row, 'member-number')),
    name: shown(nodeWith(row, 'member-name')),
    devices: shown(nodeWith(row, 'member-devices')),
  }));
}

/** The bubbles in the tree, oldest first, also those of which only a part is. */
export function readBubbles(tree: UiNode): readonly ReadBubble[] {
  const list = nodeWith(tree, 'bubble-list');
  if (list === undefined) return [];
  return list.children.filter(({ part }) => part === 'bubble').map(readBubble);
}

function readBubble(bubble: UiNode): ReadBubble {
  const line = nodeWith(bubble, 'bubble-status');
  const text = nodeWith(bubble, 'bubble-text');
  const above = nodeWith(bubble, 'bubble-sender');
  const said = line === undefined ? { status: null } : statusOf(shown(line));
  if (text === undefined) return { key: bubble.key, ...said };
  // iOS names the cell, Google Messages the text in it.
  const spoken = bubble.label ?? text.label ?? '';
  return {
    key: bubble.key,
    direction: spoken.startsWith(`${ios.yourMessage}, `) || spoken.startsWith(`${android.youSaid} `) ? 'out' : 'in',
    body: said.status === 'undecryptable' ? '' : shown(text),
    ...said,
    ...(above === undefined ? {} : { sender: shown(above) }),
  };
}

/** The conversations in the list on the screen, uppermost first; undefined on any other screen. */
export function readList(tree: UiNode): readonly ReadRow[] | undefined {
  const list = nodeWith(tree, 'conversation-list');
  if (list === undefined) return nodeWith(tree, 'new-conversation') === undefined ? undefined : [];
  return list.children
    .filter(({ part }) => part === 'conversation-row')
    .map((row) => ({
      name: shown(nodeWith(row, 'conversation-name')),
      snippet: shown(nodeWith(row, 'conversation-snippet')),
      unread: nodeWith(row, 'unread-badge') !== undefined,
    }));
}

/** The first node with a part, parents before children. */
export function nodeWith(tree: UiNode, part: Part): UiNode | undefined {
  for (const node of walk(tree)) if (node.part === part) return node;
  return undefined;
}

/** What a node says: its text on Android, its label on iOS. */
export function shown(node: UiNode | undefined): string {
  return node?.text ?? node?.label ?? '';
}
