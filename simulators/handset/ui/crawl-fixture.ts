import type { HandsetModel } from '../model.ts';
import { type UiNode, walk } from './node.ts';
import { type AttachablePhone, createPhone } from './phone.ts';

/** For tests only: one screen of a phone, by the key of its root and the taps that led there. */
export interface CrawledScreen {
  readonly root: UiNode;
  readonly phone: AttachablePhone;
  readonly taps: readonly string[];
}

/**
 * Every screen that taps lead to from the launcher, each once. Settings stay as they are: switches are not tapped.
 * @param handset makes the same handset anew for every way that is walked.
 */
export function crawl(handset: () => HandsetModel): readonly CrawledScreen[] {
  const found = new Map<string, CrawledScreen>();
  const ways: (readonly string[])[] = [[]];
  for (const taps of ways) {
    const phone = createPhone(handset());
    for (const key of taps) phone.tap(key);
    const root = phone.tree();
    if (found.has(root.key)) continue;
    found.set(root.key, { root, phone, taps });
    for (const { action, key } of walk(root)) {
      if (action !== undefined && action.do !== 'toggle' && action.do !== 'back') ways.push([...taps, key]);
    }
  }
  return [...found.values()];
}
