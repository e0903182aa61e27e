import { planGroups } from './check-groups.ts';
import { withCanaries } from './plan-canaries.ts';
import { type RunStage, StepImpossible } from './run-stage.ts';
import type { Action, Plan } from './schema.ts';

/** What users do of a plan, with its names in the place of numbers and titles. */
export interface Acting {
  /** @param index of the action's step. @throws StepImpossible where the screens do not offer it */
  act(action: Action, index: number): Promise<void>;
  /** Reads a conversation; a group that the phone does not have is passed over. */
  look(phone: string, peer: string): Promise<void>;
}

export function acting(plan: Plan, stage: RunStage): Acting {
  const bodies = withCanaries(plan);
  const groups = planGroups(plan);
  /** What each group was ever called, latest first: phones learn of a new name at their own time. */
  const titles = new Map<string, readonly string[]>();

  const called = (group: string, title: string): void =>
    void titles.set(group, [title, ...(titles.get(group) ?? []).filter((other) => other !== title)]);

  /** How a phone's user finds the other party. */
  async function find(phone: string, peer: string): Promise<string> {
    if (!groups.has(peer)) return stage.msisdn(peer);
    const title = await stage.user(phone).listed(titles.get(peer) ?? []);
    if (title === undefined) throw new StepImpossible(`${phone} does not have the group "${peer}".`);
    return title;
  }

  return {
    async act(action, index) {
      switch (action.do) {
        case 'send': {
          const { body, canary } = bodies.get(index) ?? { body: action.body, canary: '' };
          const peer = await find(action.from, action.to);
          return stage.user(action.from).send(peer, body, canary);
        }
        case 'read':
          return stage.user(action.phone).read(await find(action.phone, action.peer));
        case 'delete-message':
          return stage.user(action.phone).deleteMessage(await find(action.phone, action.peer), action.before ?? 0);
        case 'switch':
          return stage.user(action.phone).switch(action.setting, action.on);
        case 'create-group': {
          const { by, group, members, subject = group } = action;
          await stage.user(by).startGroup(
            members.map((member) => stage.msisdn(member)),
            subject,
          );
          return called(group, subject);
        }
        case 'add':
          return stage.user(action.by).addMember(await find(action.by, action.group), stage.msisdn(action.member));
        case 'remove':
          return stage.user(action.by).removeMember(await find(action.by, action.group), stage.msisdn(action.member));
        case 'leave':
          return stage.user(action.by).leaveGroup(await find(action.by, action.group));
        case 'rename':
          await stage.user(action.by).renameGroup(await find(action.by, action.group), action.subject);
          return called(action.group, action.subject);
        case 'end-encryption':
          return stage.user(action.by).endEncryption(await find(action.by, action.peer));
      }
    },
    async look(phone, peer) {
      const user = stage.user(phone);
      if (!groups.has(peer)) return user.read(stage.msisdn(peer));
      const title = (await user.listed(titles.get(peer) ?? [])) ?? (await user.nameless?.());
      if (title !== undefined) await user.read(title);
    },
  };
}
