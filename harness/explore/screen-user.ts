import type { Phone } from '../../simulators/handset/phone.ts';
import { headlessUser } from '../../simulators/handset/ui/headless-user.ts';
import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { StageUser } from '../faults/plan/run-stage.ts';

/** The headless user of one phone, who journals what it types and sees as a spec worker does in a rehearsal. */
export function screenUser(phone: Phone, journal: Journal): StageUser {
  const user = headlessUser(phone);
  const { name } = phone;
  return {
    async send(peer, body, canary) {
      user.openConversation(peer);
      const group = isGroup(peer) ? { group: user.group(peer) } : {};
      journal.append('ui.sent', { phone: name, peer, body, canary, ...group });
      user.send(peer, body);
    },
    async read(peer) {
      const { encrypted, bubbles, group } = user.look(peer);
      const shown = { phone: name, peer, encrypted, bubbles: [...bubbles] };
      journal.append('ui.shown', group === undefined ? shown : { ...shown, group });
    },
    async switch(setting, on) {
      user.switch(setting, on);
      journal.append('ui.switched', { phone: name, setting, on });
    },
  };
}

/** A peer is an MSISDN, or the title of a group. */
const isGroup = (peer: string): boolean => !/^\+\d+$/.test(peer);
