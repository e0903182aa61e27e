import assert from 'node:assert/strict';
import { canaryOf, makeCanary } from '../../simulators/kernel/canary.ts';
import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';
import type { Random } from '../../simulators/kernel/random.ts';
import type { MessagesApp, Written } from './messages-app.ts';
import type { EncryptionDetails } from './screens.ts';
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
    turns: (setting, position) => settings.set(setting, position === 'on'),
    putsBackSettings: () => settings.putBack(),
  };
}
