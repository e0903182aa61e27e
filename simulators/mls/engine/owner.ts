import type { Authenticated } from './port.ts';

/** Whether a leaf's owner is the one that a member was before: the same participant, and the same device of his. */
export function isSameOwner(before: { readonly uri: string; readonly device?: string }, now: Authenticated): boolean {
  if (!now.ok || now.uri !== before.uri) return false;
  return before.device === undefined || now.device === undefined || before.device === now.device;
}
