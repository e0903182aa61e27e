import type { Random } from '../../../kernel/random.ts';
import { screenReader } from '../accessibility/reader.ts';
import { messagesId } from '../fixture-phone.ts';
import { findElements, locatorOf } from '../locators/find.ts';
import type { LocatorSettings } from '../locators/locator.ts';
import { AutomationError } from '../uiautomator2/error.ts';
import { fuzzer } from './fuzzer.ts';
import { awkwardText, mutatedText, pick } from './mutate.ts';

/** By strategy: selectors that work, to be damaged. */
export const selectorsByStrategy = {
  id: ['start_chat_fab', `${messagesId}:id/conversation_name`, 'android:id/list'],
  'accessibility id': ['Start chat', ''],
  'class name': ['android.widget.TextView', '.TextView'],
  xpath: [
    '//android.widget.TextView[@text="Contact 1"]',
    '//*[contains(@resource-id,"name") and position() < 3]/..',
    '(//*[matches(@text, "^C.*[0-9]+$")])[last()]',
    '/hierarchy//*[@clickable="true"]/following-sibling::*[1]',
    'count(//*) > 3',
    '//*[ends-with(lower-case(@text), "1") or not(@content-desc)]',
  ],
  '-android uiautomator': [
    'new UiSelector().text("Contact 1").instance(0)',
    'new UiSelector().className("android.view.ViewGroup").childSelector(new UiSelector().textContains("contact"))',
    'UiSelector().resourceIdMatches(".*:id/(conversation|start).*").index(1); new UiSelector().enabled(true)',
    'new UiScrollable(new UiSelector().scrollable(true)).setMaxSearchSwipes(3).scrollIntoView(new UiSelector().text("Contact 6"))',
    'new UiScrollable(new UiSelector().scrollable(true)).getChildByText(new UiSelector().className("android.view.ViewGroup"), "Contact 2")',
    'text("(a+)+$").fromParent(new UiSelector().fromParent(new UiSelector().clickable(false)))',
    'new UiSelector().textMatches("(([A-Za-z]+ ?)+)+!")',
  ],
} as const satisfies Record<string, readonly [string, ...string[]]>;

/** A strategy that selectors are made for. */
export type FuzzedStrategy = keyof typeof selectorsByStrategy;
/** All of them. */
export const fuzzedStrategies = Object.keys(selectorsByStrategy) as [FuzzedStrategy, ...FuzzedStrategy[]];

/** A selector for the strategy, whole or damaged. */
export function selectorFor(random: Random, strategy: FuzzedStrategy): string {
  const known = pick<string>(random, [...selectorsByStrategy[strategy]]);
  if (random.chance(0.2)) return known;
  return random.chance(0.85) ? mutatedText(random, known) : awkwardText(random);
}

const on = (random: Random): boolean => random.chance(0.3);

/** Selectors of every strategy. They find something, nothing, or end in an error of the server's. */
export const selectorFuzzer = fuzzer('selectors', (random, device) => {
  device.phone.launch(messagesId);
  const strategy = pick(random, fuzzedStrategies);
  const settings: LocatorSettings = {
    appPackage: messagesId,
    allowInvisibleElements: on(random),
    disableIdLocatorAutocompletion: on(random),
    mapTestTagToResourceId: on(random),
    enforceXPath1: on(random),
    limitXPathContextScope: !on(random),
  };
  const screen = screenReader(device.phone);
  const context = random.chance(0.3) ? screen.read().byKey.get('list') : undefined;
  const locator = locatorOf(strategy, selectorFor(random, strategy));
  try {
    findElements(locator, { phone: device.phone, screen }, settings, context, random.chance(0.5));
  } catch (error) {
    if (!(error instanceof AutomationError)) {
      throw new Error(`${strategy} ${JSON.stringify(locator.selector.slice(0, 500))}`, { cause: error });
    }
  }
});
