import { setTimeout as sleep } from 'node:timers/promises';
import { ClassedError } from '../rehearsal/classify.ts';

/**
 * Something on a screen and the ways to find it, the surest first. Identifiers change with builds and locales of the
 * real apps: the next way serves where the one before finds nothing.
 */
export interface Target {
  /** In words, for whoever reads that it was not found. */
  readonly what: string;
  /** WebdriverIO selectors. */
  readonly ways: readonly [string, ...string[]];
}

const pollMs = 100;
/** How long a screen may take to show something that a tap led to, ms. */
export const screenLimitMs = 8_000;

/** The first element in sight that any of the ways finds right now. */
export async function glimpse(session: WebdriverIO.Browser, target: Target): Promise<WebdriverIO.Element | undefined> {
  for (const way of target.ways) {
    for (const element of await session.$$(way).getElements()) if (await element.isDisplayed()) return element;
  }
  return undefined;
}

/** Blocks until one of the ways finds it in sight. @throws ClassedError (harness) naming every way that was tried */
export async function find(
  session: WebdriverIO.Browser,
  target: Target,
  limitMs: number = screenLimitMs,
): Promise<WebdriverIO.Element> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const element = await glimpse(session, target);
    if (element !== undefined) return element;
    if (performance.now() > deadline) break;
    await sleep(pollMs);
  }
  await session.getPageSource(); // a dead automation server finds nothing either: this call says so
  throw new ClassedError(
    'harness',
    `${target.what} was not on the screen within ${limitMs / 1000} s. Tried ${target.ways.join('; ')}.`,
  );
}

export async function tap(session: WebdriverIO.Browser, target: Target): Promise<void> {
  await (await find(session, target)).click();
}

/** Puts `text` in the place of whatever a field holds. */
export async function fill(session: WebdriverIO.Browser, target: Target, text: string): Promise<void> {
  await (await find(session, target)).setValue(text);
}

/**
 * Like `find`, for something further down a list. @param scroll shows more of the list
 * @throws ClassedError (harness) when it was not in sight after `most` scrolls
 */
export async function reach(
  session: WebdriverIO.Browser,
  target: Target,
  scroll: () => Promise<void>,
  most = 12,
): Promise<WebdriverIO.Element> {
  for (let i = 0; i < most; i++) {
    const element = await glimpse(session, target);
    if (element !== undefined) return element;
    await scroll();
  }
  return find(session, target, 0);
}
