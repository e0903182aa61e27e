/** A screen about one member of a group: its argument names the group and the number. */
export const memberArgument = (id: string, msisdn: string): string => `${id} ${msisdn}`;

/** What `memberArgument` put together. */
export function memberOf(argument: string): { readonly id: string; readonly msisdn: string } {
  const at = argument.lastIndexOf(' ');
  return { id: argument.slice(0, at), msisdn: argument.slice(at + 1) };
}
