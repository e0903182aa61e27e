import type { ShownBubble } from '../../simulators/kernel/journal/kinds/ui.ts';
import { ana, ben, type HandMade, handMade } from './hand-made.ts';
import type { OracleContext } from './invariant.ts';

export const cy = '+447700900003';
export const groupId = 'db5e1b8a-edb0-4828-9dc9-95ce76b670bb';

type Name = 'ana' | 'ben' | 'cy';
const numbers: Readonly<Record<Name, string>> = { ana, ben, cy };
const others = (phone: Name): string[] => Object.values(numbers).filter((number) => number !== numbers[phone]);

/** As `handMade`, with a third phone, and a group of the three, for the tests of invariants. */
export interface HandMadeGroup extends HandMade {
  /** Types into the group, and the phone queues it as `messageId`. */
  writes(phone: Name, canary: string, messageId: string, title?: string): void;
  /** One phone shows the group. */
  looks(phone: Name, title: string, ...bubbles: ShownBubble[]): void;
  /** One phone has it, decrypted. */
  has(phone: Name, from: Name, canary: string, messageId: string): void;
}

export function handMadeGroup(options: Partial<OracleContext> = {}): HandMadeGroup {
  const it = handMade(options);
  it.add('world.started', {
    seed: 1,
    clock: 'virtual',
    environment: 'virtual',
    scenario: 'hand-made group',
    phones: (['ana', 'ben', 'cy'] as const).map((name) => ({
      name,
      os: 'android',
      msisdn: numbers[name],
      carrier: 'north',
      incarnation: 1,
    })),
    carriers: ['north'],
    webhook_retry_ms: [],
  });
  return {
    ...it,
    writes(phone, canary, message_id, title = 'Trip') {
      const group = { title, members: others(phone) };
      it.add('ui.sent', { phone, peer: title, body: `hello ${canary}`, canary, group });
      it.add('handset.queued', { phone, message_id, peer: groupId, canary, group_id: groupId });
    },
    looks(phone, title, ...bubbles) {
      const group = { title, members: others(phone) };
      it.add('ui.shown', { phone, peer: title, encrypted: true, bubbles, group });
    },
    has(phone, from, canary, message_id) {
      const peer = numbers[from];
      it.add('handset.received', { phone, message_id, peer, encrypted: true, canary, group_id: groupId });
    },
  };
}

export const incoming = (canary: string, sender: string): ShownBubble => ({
  direction: 'in',
  body: `hello ${canary}`,
  status: null,
  sender,
});

export const outgoing = (canary: string, status: ShownBubble['status']): ShownBubble => ({
  direction: 'out',
  body: `hello ${canary}`,
  status,
});
