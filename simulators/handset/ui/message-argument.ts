/** A screen about one message of a conversation: its argument names both. */
export const messageArgument = (conversation: string, message: string): string => `${conversation} ${message}`;

/** What `messageArgument` put together: ids of messages have no blanks. */
export function messageOf(argument: string): { readonly conversation: string; readonly message: string } {
  const at = argument.lastIndexOf(' ');
  return { conversation: argument.slice(0, at), message: argument.slice(at + 1) };
}
