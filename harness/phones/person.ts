import assert from 'node:assert/strict';
import type { GroupIcon } from '../../simulators/handset/model.ts';
import { canaryOf, makeCanary } from '../../simulators/kernel/canary.ts';
import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';
import type { Random } from '../../simulators/kernel/random.ts';
import type { EncryptionDetails, Member } from './details.ts';
import type { MessagesApp, Written } from './messages-app.ts';
import { type Happening, isCalled, readNotice, type Somebody } from './notices.ts';
import type { PhoneSettings, Setting } from './settings.ts';

type Status = NonNullable<ShownBubble['status']>;

/** Later statuses show that the earlier ones were passed: an app shows only where a message stands now. */
const passed: Readonly<Record<'sent' | 'delivered' | 'displayed' | 'failed', readonly Status[]>> = {
  sent: ['sent', 'delivered', 'displayed'],
  delivered: ['delivered', 'displayed'],
  displayed: ['displayed'],
  failed: ['failed'],
};

/** Somebody with a phone: what scenarios are written in. */
export interface Person {
  /** As in the plan: `ana`. */
  readonly name: string;
  readonly msisdn: string;
  opensMessages(): Promise<void>;
  /** By typing the other's number. */
  startsConversationWith(other: Person): Promise<void>;
  /** From the list of conversations. */
  opensConversationWith(other: Person): Promise<void>;
  /** Types into the open conversation and presses send. The text gets a token of its own, which tells it from any other. */
  writes(text: string): Promise<Written>;
  /** Deletes a message from this person's phone, out of the open conversation. */
  deletes(message: Written): Promise<void>;
  /** Blocks until the open conversation shows a message as received. */
  receives(message: Written, limitMs?: number): Promise<void>;
  /** Blocks until the open conversation shows that a message of this person's came that far. */
  seesThat(message: Written, came: 'sent' | 'delivered' | 'displayed' | 'failed', limitMs?: number): Promise<void>;
  /** Blocks until the open conversation shows all of these, then requires each to be there once, and in this order. */
  receivesInOrder(messages: readonly Written[], limitMs?: number): Promise<void>;
  /** Blocks until the open conversation shows a message that the phone could not decrypt. */
  seesAnUndecryptableMessage(limitMs?: number): Promise<void>;
  /** Blocks until the app calls the open conversation encrypted. */
  seesEncryption(limitMs?: number): Promise<void>;
  /** Blocks until the app does not call the open conversation encrypted any more. */
  seesNoEncryption(limitMs?: number): Promise<void>;
  /** Leaves the details in sight, for the picture of the step, until this person does something else. */
  looksAtEncryptionDetails(): Promise<EncryptionDetails>;
  /** Everything that the open conversation shows. */
  looks(): Promise<readonly ShownBubble[]>;
  /** Looks once more at a conversation or a group, by its title, from wherever the phone is, so that the journal has it. */
  looksAgainAt(conversation: { readonly msisdn: string } | { readonly title: string }): Promise<void>;
  /** Creates a group and opens it. Returns its title: the name, or the names of those in it. */
  createsGroupWith(others: readonly Somebody[], name?: string): Promise<string>;
  /** From the list of conversations, once the group is there. */
  opensGroup(title: string, limitMs?: number): Promise<void>;
  /** Into the open group. */
  adds(other: Somebody): Promise<void>;
  /** From the open group. */
  removes(other: Somebody): Promise<void>;
  /** The open group. */
  leaves(): Promise<void>;
  renames(name: string): Promise<void>;
  /** The name gets a token of its own, like a message: in clear it is recognised wherever it turns up. Returns the name. */
  renamesRecognisably(name: string): Promise<string>;
  changesIconTo(icon: GroupIcon): Promise<void>;
  /** Blocks until the details of the open group show that picture as its own. */
  seesIcon(icon: GroupIcon, limitMs?: number): Promise<void>;
  /** In the open conversation, for everybody in it. */
  turnsOffEncryption(): Promise<void>;
  /** Blocks until the open group shows a message as received, under the name of its sender. */
  receivesFrom(sender: Somebody, message: Written, limitMs?: number): Promise<void>;
  /** Blocks until the open group shows that a message of this person's did not reach somebody. */
  seesThatItFailedFor(other: Somebody, message: Written, limitMs?: number): Promise<void>;
  /** Blocks until the open group says that this happened, and by whom and to whom where that is asked. */
  seesNotice(what: Happening, told?: { by?: Somebody; whom?: readonly Somebody[] }, limitMs?: number): Promise<void>;
  /** Blocks until the details of the open group list exactly these besides this person. Leaves them in sight. */
  seesMembers(others: readonly Somebody[], limitMs?: number): Promise<void>;
  /** Everybody in the details of the open conversation. Leaves them in sight. */
  looksAtMembers(): Promise<readonly Member[]>;
  /** Blocks until the open conversation says in so many words that it is not encrypted. */
  seesThatItIsNotEncrypted(limitMs?: number): Promise<void>;
  /** Blocks until the open group has no field to write in, because this person is not in it any more. */
  seesThatItIsClosed(limitMs?: number): Promise<void>;
  turns(setting: Setting, position: 'on' | 'off'): Promise<void>;
  /** Puts every switch that this person turned back to where it was. */
  putsBackSettings(): Promise<void>;
}

export interface PersonOptions {
  readonly name: string;
  readonly msisdn: string;
  readonly messages: MessagesApp;
  readonly settings: PhoneSettings;
  /** Draws the tokens. */
  readonly random: Random;
}

export function person({ name, msisdn, messages, settings, random }: PersonOptions): Person {
  return {
    name,
    msisdn,
    opensMessages: () => messages.launch(),
    startsConversationWith: (other) => messages.startConversation(other.msisdn),
    opensConversationWith: (other) => messages.openConversation(other.msisdn),
    async writes(text) {
      const canary = makeCanary(random);
      const message = { body: `${text} ${canary}`, canary };
      await messages.send(message);
      return message;
    },
    deletes: ({ canary }) => messages.deleteMessage(canary),
    async receives({ canary }, limitMs) {
      await messages.waitForBubble(canary, { direction: 'in', ...(limitMs === undefined ? {} : { limitMs }) });
    },
    async seesThat({ canary }, came, limitMs) {
      const wanted = { direction: 'out', status: passed[came] } as const;
      await messages.waitForBubble(canary, { ...wanted, ...(limitMs === undefined ? {} : { limitMs }) });
    },
    async receivesInOrder(expected, limitMs) {
      for (const message of expected) await this.receives(message, limitMs);
      const shown = await messages.bubbles();
      const canaries = new Set(expected.map(({ canary }) => canary));
      const seen = shown.filter(({ direction }) => direction === 'in').map(({ body }) => canaryOf(body) ?? '');
      assert.deepEqual(
        seen.filter((canary) => canaries.has(canary)),
        [...canaries],
        `${name} does not show each of them once and in order`,
      );
    },
    seesAnUndecryptableMessage: (limitMs) => messages.waitForUndecryptable(limitMs),
    seesEncryption: (limitMs) => messages.waitForEncryption(true, limitMs),
    seesNoEncryption: (limitMs) => messages.waitForEncryption(false, limitMs),
    looksAtEncryptionDetails: () => messages.encryptionDetails(),
    looks: () => messages.bubbles(),
    looksAgainAt: (conversation) => messages.revisit(conversation),
    createsGroupWith: (others, title) =>
      messages.startGroup(
        others.map((other) => other.msisdn),
        title,
      ),
    opensGroup: (title, limitMs) => messages.openGroup(title, limitMs),
    adds: (other) => messages.addMember(other.msisdn),
    removes: (other) => messages.removeMember(other.msisdn),
    leaves: () => messages.leaveGroup(),
    renames: (title) => messages.renameGroup(title),
    async renamesRecognisably(title) {
      const name = `${title} ${makeCanary(random)}`;
      await messages.renameGroup(name);
      return name;
    },
    changesIconTo: (icon) => messages.changeIcon(icon),
    seesIcon: (icon, limitMs) => messages.waitForIcon(icon, limitMs),
    turnsOffEncryption: () => messages.endEncryption(),
    async receivesFrom(sender, { canary }, limitMs) {
      const isSender = (shown: string): boolean => isCalled(shown, sender, msisdn);
      const limit = limitMs === undefined ? {} : { limitMs };
      await messages.waitForBubble(canary, { direction: 'in', isSender, ...limit });
    },
    async seesThatItFailedFor(other, { canary }, limitMs) {
      const failed = ({ direction, body, failed_for = '' }: ShownBubble): boolean =>
        direction === 'out' &&
        body.includes(canary) &&
        failed_for.split(/, | and /u).some((shown) => isCalled(shown, other, msisdn));
      const doing = `show that the message with ${canary} was not delivered to ${other.name}`;
      await messages.waitFor(({ bubbles }) => bubbles.some(failed), doing, limitMs);
    },
    async seesNotice(what, { by, whom } = {}, limitMs) {
      const says = (text: string): boolean => {
        const notice = readNotice(text);
        if (notice?.what !== what) return false;
        if (by !== undefined && !isCalled(notice.by, by, msisdn)) return false;
        return whom === undefined || whom.every((one) => notice.whom.some((shown) => isCalled(shown, one, msisdn)));
      };
      const names = [by, ...(whom ?? [])].flatMap((one) => one?.name ?? []);
      const told = names.length === 0 ? '' : ` (${names.join(', ')})`;
      await messages.waitFor(({ notices }) => notices.some(says), `say of the group: ${what}${told}`, limitMs);
    },
    seesMembers: (others, limitMs) =>
      messages.waitForMembers(
        others.map((other) => other.msisdn),
        limitMs,
      ),
    looksAtMembers: () => messages.members(),
    seesThatItIsNotEncrypted: (limitMs) =>
      messages.waitFor(
        ({ encrypted, notEncrypted }) => notEncrypted && !encrypted,
        'say that the conversation is not encrypted',
        limitMs,
      ),
    seesThatItIsClosed: (limitMs) => messages.waitFor(({ closed }) => closed, 'close the group for writing', limitMs),
    turns: (setting, position) => settings.set(setting, position === 'on'),
    putsBackSettings: () => settings.putBack(),
  };
}
