import type { HandsetModel } from '../model.ts';
import { type UiNode, walk } from './node.ts';
import { type AttachablePhone, createPhone } from './phone.ts';

/** For tests only: one screen of a phone, and how to come there. */
export interface CrawledScreen {
  readonly root: UiNode;
  readonly phone: AttachablePhone;
}

/** A tap on a node, a finger that stays on one, or a number typed into a field. */
type Move = { readonly tap: string } | { readonly press: string } | { readonly type: string; readonly text: string };

/** More people than are picked for a group on the way. */
const enough = 2;

/**
 * Every screen that taps and long presses lead to from the launcher, each once; fields for recipients also with numbers typed and picked.
 * Settings stay as they are: switches are not tapped.
 * @param handset makes the same handset anew for every way that is walked.
 */
export function crawl(handset: () => HandsetModel): readonly CrawledScreen[] {
  const found = new Map<string, CrawledScreen>();
  const ways: (readonly Move[])[] = [[]];
  for (const moves of ways) {
    const phone = createPhone(handset());
    for (const move of moves) {
      if ('tap' in move) phone.tap(move.tap);
      else if ('press' in move) phone.longPress(move.press);
      else phone.type(move.type, move.text);
    }
    const root = phone.tree();
    const state = stateOf(root);
    if (found.has(state)) continue;
    found.set(state, { root, phone });
    const nodes = [...walk(root)];
    const picked = nodes.filter(({ part }) => part === 'picked-recipient').length;
    for (const { action, longAction, key, part, text } of nodes) {
      if (longAction !== undefined) ways.push([...moves, { press: key }]);
      if (part === 'recipient-field' && text === '' && picked < enough)
        ways.push([...moves, { type: key, text: `+4477009001${picked}0` }]);
      if (action !== undefined && action.do !== 'toggle' && action.do !== 'back') ways.push([...moves, { tap: key }]);
    }
  }
  return [...found.values()];
}

/** What tells screens apart: where they are, and how far somebody has come in picking people. */
function stateOf(root: UiNode): string {
  const told = new Set(['picked-recipient', 'pick-recipient', 'recipient-confirm']);
  const parts = [...walk(root)].flatMap(({ part }) => (part !== undefined && told.has(part) ? [part] : []));
  return [root.key, ...parts.toSorted()].join(' ');
}
