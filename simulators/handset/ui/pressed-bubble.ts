import { isDeletable, type Message } from '../model.ts';
import { messageArgument } from './message-argument.ts';
import type { UiAction } from './node.ts';

/** What a long press on a bubble opens: the menu of its message, where there is anything in it. */
export const pressed = (conversation: string, message: Message): UiAction | undefined =>
  isDeletable(message)
    ? { do: 'navigate', screen: 'message-menu', argument: messageArgument(conversation, message.id) }
    : undefined;
