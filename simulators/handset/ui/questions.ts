import { memberOf } from './member-argument.ts';
import { messageOf } from './message-argument.ts';
import { peerTitle } from './msisdn.ts';
import type { UiAction } from './node.ts';
import type { BuiltScreen, ScreenBuilder, ScreenContext } from './screen.ts';

/** What is asked before something that cannot be undone. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly action: UiAction;
  /** The screen that it is asked over; default: the details of the conversation. */
  readonly over?: 'conversation' | 'details';
}

/** One system's words for them. */
export interface QuestionWords {
  readonly leave: string;
  readonly leaveQuestion: string;
  readonly leaveConfirm: string;
  readonly endEncryption: string;
  readonly endQuestion: string;
  readonly endConfirm: string;
  readonly remove: string;
  readonly removeQuestion: string;
  readonly deleteTitle: string;
  readonly deleteQuestion: string;
  readonly deleteConfirm: string;
}

/**
 * The questions of a conversation's details, by the name of their screen.
 * @param ask draws one over the details of the conversation
 */
export function questions(
  words: QuestionWords,
  ask: (context: ScreenContext, conversationId: string, question: Question) => BuiltScreen,
): Readonly<Record<`confirm-${'leave' | 'end-encryption' | 'remove' | 'delete'}`, ScreenBuilder>> {
  return {
    'confirm-leave': (context) => {
      const id = context.screen.argument;
      const action = { do: 'leave-group', id } as const;
      return ask(context, id, {
        title: `${words.leave}?`,
        text: words.leaveQuestion,
        confirm: words.leaveConfirm,
        action,
      });
    },
    'confirm-end-encryption': (context) => {
      const id = context.screen.argument;
      const action = { do: 'end-encryption', id } as const;
      return ask(context, id, {
        title: `${words.endEncryption}?`,
        text: words.endQuestion,
        confirm: words.endConfirm,
        action,
      });
    },
    'confirm-delete': (context) => {
      const { conversation, message } = messageOf(context.screen.argument);
      return ask(context, conversation, {
        title: words.deleteTitle,
        text: words.deleteQuestion,
        confirm: words.deleteConfirm,
        action: { do: 'delete-message', id: conversation, message },
        over: 'conversation',
      });
    },
    'confirm-remove': (context) => {
      const { id, msisdn } = memberOf(context.screen.argument);
      const member = context.model.conversation(id)?.group?.members.find((each) => each.msisdn === msisdn);
      return ask(context, id, {
        title: `${words.remove} ${peerTitle(member ?? { msisdn, name: '' })}?`,
        text: words.removeQuestion,
        confirm: words.remove,
        action: { do: 'remove-member', id, msisdn },
      });
    },
  };
}
