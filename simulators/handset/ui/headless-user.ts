import type { ShownBubble, ShownGroup } from '../../kernel/journal/kinds/ui.ts';
import type { Phone } from '../phone.ts';
import { hands } from './hands.ts';
import { type GroupWays, groupWays } from './headless-group.ts';
import { toE164 } from './msisdn.ts';
import { type Part, walk } from './node.ts';
import { nodeWith, type ReadBubble, type ReadRow, readBubbles, readConversation, readList, shown } from './reading.ts';
import { messagesIcon, routes, type Setting, switchParts } from './routes.ts';

/** A conversation as the user saw it, from its first bubble to its last. */
export interface Seen {
  /** The MSISDN or the title that was asked for. */
  readonly peer: string;
  readonly encrypted: boolean;
  /** Whether the screen says in so many words that the conversation is not encrypted. */
  readonly notEncrypted: boolean;
  readonly bubbles: readonly ShownBubble[];
  /** In a group. */
  readonly group?: ShownGroup;
  /** What happened to the group, in the app's words, oldest first. */
  readonly notices: readonly string[];
  /** Whether the user is not in the group any more, so that there is no field to write in. */
  readonly closed: boolean;
}

/**
 * A person at a phone, without a driver in between: taps parts of the tree, types, scrolls, reads. It stands where
 * Appium and the page objects stand in a rehearsal, so that a run on the virtual clock goes through the same screens.
 * One for each phone and world. A `peer` is an MSISDN (E.164), or the title of a group. Every method throws an Error
 * naming the phone when the screens do not lead there.
 */
export interface HeadlessUser extends GroupWays {
  openConversation(peer: string): void;
  /** Types `body` and presses send. What was there as a draft is wiped first. */
  send(peer: string, body: string): void;
  /**
   * Deletes the latest message, or the one so many before it. Returns what it was; nothing where the last screenful has no
   * such message, or the app does not offer to delete it.
   */
  deleteMessage(peer: string, before?: number): ShownBubble | undefined;
  /** Reads a whole conversation, scrolling through it, and leaves it at its end. */
  look(peer: string): Seen;
  /** A group as its title and its details say. */
  group(title: string): ShownGroup;
  /** The list of conversations, as far as it is in sight. */
  lookAtList(): readonly ReadRow[];
  isOn(setting: Setting): boolean;
  /** Puts a switch into a position; leaves it alone if it is there already. */
  switch(setting: Setting, on: boolean): void;
}

export function headlessUser(phone: Phone): HeadlessUser {
  const { lost, find, tap, fill, follow, leaf, reach } = hands(phone);
  /** Which list of bubbles belongs to whom, as the user knows from having opened it. */
  let opened: { readonly peer: string; readonly list: string } | undefined;
  /** Members by list of bubbles, with the notices that stood there when they were read. */
  const known = new Map<string, { readonly notices: string; readonly members: readonly string[] }>();

  function goToList(): void {
    follow([messagesIcon], () => readList(phone.tree()) !== undefined);
  }

  function openConversation(peer: string): void {
    if (opened?.peer === peer && nodeWith(phone.tree(), 'bubble-list')?.key === opened.list) return;
    goToList();
    if (toE164(peer) === undefined) {
      const isRow = (node: { readonly part?: unknown; readonly text?: string; readonly label?: string }): boolean =>
        node.part === 'conversation-name' && (node.text ?? node.label) === peer;
      if (nodeWith(phone.tree(), 'conversation-list') === undefined) throw lost(`conversation called ${peer}`);
      reach('conversation-list', `conversation called ${peer}`, isRow);
    } else {
      tap('new-conversation');
      fill('recipient-field', peer);
      tap('recipient-confirm');
    }
    opened = { peer, list: find('bubble-list').key };
  }

  const ways = groupWays(phone, openConversation, goToList);

  /** Who else is in the open group: its details are opened when something happened since they were last. */
  function groupNow(peer: string, notices: readonly string[]): ShownGroup | undefined {
    if (toE164(peer) !== undefined) return undefined;
    const list = find('bubble-list').key;
    const title = shown(find('conversation-title'));
    const told = JSON.stringify(notices);
    const before = known.get(list);
    if (before?.notices === told) return { title, members: [...before.members] };
    const members = ways.members(peer).filter(({ own }) => !own);
    known.set(list, { notices: told, members: members.map(({ msisdn }) => msisdn) });
    return { title, members: members.map(({ msisdn }) => msisdn) };
  }

  function look(peer: string): Seen {
    openConversation(peer);
    leaf('bubble-list', 1, () => {});
    const seen = new Map<string, ReadBubble>();
    const told = new Map<string, string>();
    const pages: string[][] = [];
    const noticePages: string[][] = [];
    leaf('bubble-list', -1, () => {
      const page = readBubbles(phone.tree());
      pages.unshift(page.flatMap(({ key }) => (seen.has(key) ? [] : [key])));
      for (const bubble of page) seen.set(bubble.key, merged(seen.get(bubble.key), bubble));
      const happened = readConversation(phone.tree())?.notices ?? [];
      noticePages.unshift(happened.flatMap(({ key }) => (told.has(key) ? [] : [key])));
      for (const { key, text } of happened) told.set(key, text);
    });
    leaf('bubble-list', 1, () => {});
    const bubbles = pages.flat().map((key): ShownBubble => {
      const { key: _, direction, body, ...rest } = seen.get(key) ?? { key, status: null };
      if (direction === undefined || body === undefined) throw lost(`text of the bubble ${key}`);
      return { direction, body, ...rest };
    });
    const notices = noticePages.flat().map((key) => told.get(key) ?? '');
    const now = readConversation(phone.tree());
    const group = groupNow(peer, notices);
    return {
      peer,
      encrypted: now?.encrypted === true,
      notEncrypted: now?.notEncrypted === true,
      bubbles,
      ...(group === undefined ? {} : { group }),
      notices,
      closed: now?.closed === true,
    };
  }

  function goToSwitch(setting: Setting): Part {
    const part = switchParts[setting];
    follow(routes[phone.os][setting], () => nodeWith(phone.tree(), part) !== undefined);
    return part;
  }

  return {
    ...ways,
    openConversation,
    send(peer, body) {
      openConversation(peer);
      fill('compose-field', body);
      tap('send-button');
    },
    look,
    deleteMessage(peer, before = 0) {
      openConversation(peer);
      leaf('bubble-list', 1, () => {});
      const { key, direction, body, ...rest } = readBubbles(phone.tree()).at(-1 - before) ?? { key: '', status: null };
      if (direction === undefined || body === undefined) return undefined;
      const text = [...walk(phone.tree())].find(
        (node) => node.part === 'bubble-text' && node.key.startsWith(`${key}/`),
      );
      if (text === undefined || !text.visible) return undefined;
      phone.longPress(text.key);
      if (nodeWith(phone.tree(), 'delete-message') === undefined) return undefined;
      tap('delete-message');
      tap('dialog-confirm');
      return { direction, body, ...rest };
    },
    group(title) {
      const { group } = look(title);
      if (group === undefined) throw lost(`group called ${title}`);
      return group;
    },
    lookAtList() {
      goToList();
      return readList(phone.tree()) ?? [];
    },
    isOn: (setting) => find(goToSwitch(setting)).checked === true,
    switch(setting, on) {
      const part = goToSwitch(setting);
      if (find(part).checked === on) return;
      tap(part);
      if (find(part).checked !== on) throw lost(`${part} that turned ${on ? 'on' : 'off'}`);
    },
  };
}

/** A bubble seen twice, each time perhaps cut off by the edge of the list. */
function merged(before: ReadBubble | undefined, now: ReadBubble): ReadBubble {
  return before === undefined ? now : { ...before, ...now, status: now.status ?? before.status };
}
