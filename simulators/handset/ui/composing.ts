import type { HandsetModel } from '../model.ts';
import { toE164 } from './msisdn.ts';
import type { Screen } from './screen.ts';

/** What is typed and picked on the way to a conversation, and in the screens that change a group. */
export interface Composing {
  typed(): { readonly recipient: string; readonly picked: readonly string[]; readonly groupName: string };
  /** A screen came to the front: what is typed there starts afresh. */
  enter(screen: Screen, model: HandsetModel): void;
  /** Changes what the field of a screen holds. Line breaks are the return key, and never part of it. */
  write(screen: Screen, change: (before: string) => string): 'typed' | 'return';
  /** Puts the number that was typed among those picked; false when it is none, or there already. */
  pick(): boolean;
  unpick(msisdn: string): void;
  clear(): void;
}

const composingScreens = new Set(['new-conversation', 'new-group', 'group-name']);
const picking = new Set(['new-group', 'add-people']);
/** Screens whose field is the name of a group. */
const naming = new Set(['group-name', 'rename-group', 'name-and-photo']);

/** Whether a screen is one on which a conversation is put together. */
export const isComposing = ({ name }: Screen): boolean => composingScreens.has(name);

/** Whether the numbers typed on a screen are collected. */
export const picksRecipients = ({ name }: Screen): boolean => picking.has(name);

export function composing(): Composing {
  let recipient = '';
  let picked: readonly string[] = [];
  let groupName = '';

  return {
    typed: () => ({ recipient, picked, groupName }),
    enter({ name, argument }, model) {
      if (name === 'new-conversation' || picking.has(name)) {
        recipient = '';
        picked = [];
        groupName = '';
      }
      if (naming.has(name)) groupName = model.conversation(argument)?.group?.subject ?? '';
    },
    write({ name }, change) {
      const before = naming.has(name) ? groupName : recipient;
      const typed = change(before);
      const kept = typed.replaceAll(/[\n\r]/gu, '');
      if (naming.has(name)) groupName = kept;
      else recipient = kept;
      return kept === typed ? 'typed' : 'return';
    },
    pick() {
      const msisdn = toE164(recipient);
      if (msisdn === undefined || picked.includes(msisdn)) return false;
      picked = [...picked, msisdn];
      recipient = '';
      return true;
    },
    unpick(msisdn) {
      picked = picked.filter((each) => each !== msisdn);
    },
    clear() {
      recipient = '';
      picked = [];
      groupName = '';
    },
  };
}
