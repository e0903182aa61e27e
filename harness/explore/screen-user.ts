import type { Phone } from '../../simulators/handset/phone.ts';
import { headlessUser, type Seen } from '../../simulators/handset/ui/headless-user.ts';
import { canaryOf } from '../../simulators/kernel/canary.ts';
import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import { type StageUser, StepImpossible } from '../faults/plan/run-stage.ts';

/** The headless user of one phone, who journals what it types and sees as a spec worker does in a rehearsal. */
export function screenUser(phone: Phone, journal: Journal): StageUser {
  const user = headlessUser(phone);
  const { name } = phone;

  /** Reads a conversation, which is then on the screen: whatever is displayed there was seen. */
  function look(peer: string): Seen {
    const seen = user.look(peer);
    const { encrypted, bubbles, group } = seen;
    const shown = { phone: name, peer, encrypted, bubbles: [...bubbles] };
    journal.append('ui.shown', group === undefined ? shown : { ...shown, group });
    return seen;
  }

  /** Somebody who is not in a group any more can only look at it. */
  function requireOpen(peer: string): void {
    if (isGroup(peer) && look(peer).closed) throw new StepImpossible(`${name} is not in the group ${peer} any more.`);
  }

  function grouped(did: JournalData['ui.grouped']['did'], peer: string, whom: readonly string[] = []): void {
    journal.append('ui.grouped', { phone: name, did, peer, whom: [...whom] });
  }

  return {
    async listed(titles) {
      for (const title of titles) {
        try {
          user.openConversation(title);
          return title;
        } catch {} // not in the list, or not any more
      }
      return undefined;
    },
    async nameless() {
      const [only, ...more] = user.lookAtList().filter(({ name: row }) => row.includes(', '));
      return more.length === 0 ? only?.name : undefined;
    },
    async send(peer, body, canary) {
      requireOpen(peer);
      user.openConversation(peer);
      const group = isGroup(peer) ? { group: user.group(peer) } : {};
      journal.append('ui.sent', { phone: name, peer, body, canary, ...group });
      user.send(peer, body);
    },
    async read(peer) {
      look(peer);
    },
    async deleteMessage(peer, before) {
      look(peer);
      const deleted = user.deleteMessage(peer, before);
      if (!deleted) throw new StepImpossible(`${name} is not offered to delete a message of ${peer}.`);
      journal.append('ui.deleted', { phone: name, peer, canary: canaryOf(deleted.body) ?? null, before });
    },
    async switch(setting, on) {
      user.switch(setting, on);
      journal.append('ui.switched', { phone: name, setting, on });
    },
    async startGroup(msisdns, subject) {
      grouped('created', subject, msisdns);
      look(user.startGroup(msisdns, subject));
    },
    async addMember(title, msisdn) {
      requireOpen(title);
      if (user.members(title).some((member) => member.msisdn === msisdn))
        throw new StepImpossible(`${name} sees ${msisdn} in the group ${title} already.`);
      grouped('added', title, [msisdn]);
      user.addMember(title, msisdn);
    },
    async removeMember(title, msisdn) {
      requireOpen(title);
      if (!user.members(title).some((member) => member.msisdn === msisdn && !member.own))
        throw new StepImpossible(`${name} does not see ${msisdn} in the group ${title}.`);
      grouped('removed', title, [msisdn]);
      user.removeMember(title, msisdn);
    },
    async leaveGroup(title) {
      requireOpen(title);
      grouped('left', title);
      user.leaveGroup(title);
    },
    async renameGroup(title, subject) {
      requireOpen(title);
      journal.append('ui.grouped', { phone: name, did: 'renamed', peer: title, whom: [], name: subject });
      user.renameGroup(title, subject);
    },
    async endEncryption(peer) {
      const { encrypted, closed } = look(peer);
      if (closed) throw new StepImpossible(`${name} is not in the group ${peer} any more.`);
      if (!encrypted) throw new StepImpossible(`${name} does not see ${peer} encrypted.`);
      grouped('encryption-ended', peer);
      user.endEncryption(peer);
    },
  };
}

/** A peer is an MSISDN, or the title of a group. */
const isGroup = (peer: string): boolean => !/^\+\d+$/.test(peer);
