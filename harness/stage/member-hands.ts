import type { Phone } from '../../simulators/handset/phone.ts';
import { headlessUser } from '../../simulators/handset/ui/headless-user.ts';
import type { MemberAct, MemberAnswer } from './member-api.ts';

/** The screens of a phone without a face do not lead where somebody wanted to go. */
export class NotOnScreen extends Error {
  override readonly name = 'NotOnScreen';
}

/** Carries out what the user of a phone without a face does, on the same screens as those that drivers see. */
export type MemberHands = (act: MemberAct) => MemberAnswer;

/** @throws NotOnScreen from the hands */
export function memberHands(phone: Phone): MemberHands {
  const user = headlessUser(phone);

  function carryOut(act: MemberAct): MemberAnswer {
    switch (act.do) {
      case 'list':
        return { titles: user.lookAtList().map(({ name }) => name) };
      case 'look': {
        const { peer, group, encrypted, notEncrypted, closed, bubbles, notices } = user.look(act.peer);
        const title = group?.title ?? peer;
        return { title, encrypted, notEncrypted, closed, bubbles: [...bubbles], notices: [...notices] };
      }
      case 'details': {
        const { status, verificationCode = '', epoch = '', health = '' } = user.encryption(act.peer);
        const members = user.members(act.peer).map(({ name, msisdn, devices }) => ({ name, msisdn, devices }));
        return { status, code: verificationCode, epoch, health, members };
      }
      case 'start-group':
        return { title: user.startGroup(act.msisdns, act.name) };
      case 'see-icon':
        return { icon: user.icon(act.peer) ?? null };
      case 'read-switch':
        return { on: user.isOn(act.setting) };
      default:
        change(act);
        return {};
    }
  }

  function change(
    act: Exclude<MemberAct, { do: 'list' | 'look' | 'details' | 'start-group' | 'see-icon' | 'read-switch' }>,
  ): void {
    switch (act.do) {
      case 'send':
        user.send(act.peer, act.body);
        return;
      case 'add-member':
        user.addMember(act.peer, act.msisdn);
        return;
      case 'remove-member':
        user.removeMember(act.peer, act.msisdn);
        return;
      case 'leave-group':
        user.leaveGroup(act.peer);
        return;
      case 'rename-group':
        user.renameGroup(act.peer, act.name);
        return;
      case 'change-icon':
        user.changeIcon(act.peer, act.icon);
        return;
      case 'end-encryption':
        user.endEncryption(act.peer);
        return;
      case 'delete-message': {
        const shown = user.look(act.peer).bubbles.toReversed();
        const before = shown.findIndex(({ body }) => body.includes(act.canary));
        if (before < 0 || !user.deleteMessage(act.peer, before))
          throw new Error(`the phone does not offer to delete a message with ${act.canary}`);
        return;
      }
      case 'switch':
        user.switch(act.setting, act.on);
        return;
    }
  }

  return (act) => {
    try {
      return carryOut(act);
    } catch (error) {
      throw new NotOnScreen(error instanceof Error ? error.message : String(error), { cause: error });
    }
  };
}
