import type { ShownBubble } from '../../kernel/journal/kinds/ui.ts';
import type { Phone } from '../phone.ts';
import { type Part, type UiNode, walk } from './node.ts';
import { nodeWith, type ReadBubble, type ReadRow, readBubbles, readConversation, readList, shown } from './reading.ts';
import { messagesIcon, routes, type Setting, type Step, switchParts } from './routes.ts';

/** A conversation as the user saw it, from its first bubble to its last. */
export interface Seen {
  /** The MSISDN that was asked for. */
  readonly peer: string;
  readonly encrypted: boolean;
  readonly bubbles: readonly ShownBubble[];
}

/**
 * A person at a phone, without a driver in between: taps parts of the tree, types, scrolls, reads. It stands where
 * Appium and the page objects stand in a rehearsal, so that a run on the virtual clock goes through the same screens.
 * One for each phone and world. Every method throws an Error naming the phone when the screens do not lead there.
 */
export interface HeadlessUser {
  /** @param msisdn E.164 */
  openConversation(msisdn: string): void;
  /** Types `body` and presses send. What was there as a draft is wiped first. */
  send(msisdn: string, body: string): void;
  /** Reads a whole conversation, scrolling through it, and leaves it at its end. */
  look(msisdn: string): Seen;
  /** The list of conversations, as far as it is in sight. */
  lookAtList(): readonly ReadRow[];
  /** Puts a switch into a position; leaves it alone if it is there already. */
  switch(setting: Setting, on: boolean): void;
}

/** More steps than any way through the screens takes. */
const patience = 24;

export function headlessUser(phone: Phone): HeadlessUser {
  /** Which list of bubbles belongs to which number, as the user knows from having opened it. */
  let opened: { readonly msisdn: string; readonly list: string } | undefined;

  function lost(wanted: string): Error {
    const parts = new Set([...walk(phone.tree())].flatMap(({ part }) => part ?? []));
    return new Error(`${phone.name} (${phone.os}): no ${wanted} on the screen, which has ${[...parts].join(', ')}.`);
  }

  function find(part: Part): UiNode {
    const node = nodeWith(phone.tree(), part);
    if (node === undefined) throw lost(part);
    return node;
  }

  function tap(part: Part): void {
    if (!phone.tap(find(part).key)) throw lost(`${part} that can be tapped`);
  }

  function fill(part: Part, text: string): void {
    const field = find(part);
    if ((field.text ?? '') !== '') phone.clear(field.key);
    if (!phone.type(field.key, text)) throw lost(`${part} that can be typed into`);
  }

  /** Goes one screen back, or home where there is none. */
  function retreat(): void {
    const before = phone.revision();
    phone.back();
    if (phone.revision() === before) phone.home();
  }

  /** Follows a way, taking it up wherever the screen happens to be on it, until `arrived`. */
  function follow(route: readonly Step[], arrived: () => boolean): void {
    for (let i = 0; i < patience; i++) {
      if (arrived()) return;
      const tree = phone.tree();
      if (!route.toReversed().some((step) => take(tree, step))) retreat();
    }
    throw lost(route.map(({ says }) => says).join(' › '));
  }

  function take(tree: UiNode, { part, says }: Step): boolean {
    for (const node of walk(tree)) {
      if (node.part === part && [...walk(node)].some((inner) => inner.label === says || shown(inner) === says)) {
        return phone.tap(node.key);
      }
    }
    return false;
  }

  function goToList(): void {
    follow([messagesIcon], () => readList(phone.tree()) !== undefined);
  }

  function openConversation(msisdn: string): void {
    if (opened?.msisdn === msisdn && nodeWith(phone.tree(), 'bubble-list')?.key === opened.list) return;
    goToList();
    tap('new-conversation');
    fill('recipient-field', msisdn);
    tap('recipient-confirm');
    opened = { msisdn, list: find('bubble-list').key };
  }

  /** Scrolls the bubbles by screenfuls until they stop; calls `each` before every step and at the end. */
  function leaf(direction: 1 | -1, each: () => void): void {
    for (;;) {
      each();
      const { rect, scrollable } = find('bubble-list');
      const before = phone.revision();
      if (scrollable) phone.scroll(direction * Math.floor(rect.height * 0.8));
      if (phone.revision() === before) return;
    }
  }

  return {
    openConversation,
    send(msisdn, body) {
      openConversation(msisdn);
      fill('compose-field', body);
      tap('send-button');
    },
    look(msisdn) {
      openConversation(msisdn);
      leaf(1, () => {});
      const seen = new Map<string, ReadBubble>();
      const pages: string[][] = [];
      leaf(-1, () => {
        const page = readBubbles(phone.tree());
        pages.unshift(page.flatMap(({ key }) => (seen.has(key) ? [] : [key])));
        for (const bubble of page) seen.set(bubble.key, merged(seen.get(bubble.key), bubble));
      });
      leaf(1, () => {});
      const bubbles = pages.flat().map((key): ShownBubble => {
        const { direction, body, status } = seen.get(key) ?? { status: null };
        if (direction === undefined || body === undefined) throw lost(`text of the bubble ${key}`);
        return { direction, body, status };
      });
      return { peer: msisdn, encrypted: readConversation(phone.tree())?.encrypted === true, bubbles };
    },
    lookAtList() {
      goToList();
      return readList(phone.tree()) ?? [];
    },
    switch(setting, on) {
      const part = switchParts[setting];
      follow(routes[phone.os][setting], () => nodeWith(phone.tree(), part) !== undefined);
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
