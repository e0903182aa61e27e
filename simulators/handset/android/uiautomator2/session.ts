import type { AxNode } from '../accessibility/node.ts';
import { findElements, locatorOf, type Match } from '../locators/find.ts';
import type { Locator, LocatorSettings } from '../locators/locator.ts';
import type { ScreenUnderTest } from '../locators/ui-selector/scrollable.ts';
import { type Body, isObject } from './body.ts';
import { type ElementCache, elementCache } from './element-cache.ts';
import { AutomationError, invalidArgument, noSuchElement } from './error.ts';
import { type DriverSettings, defaultSettings, isOn, updateSetting } from './settings.ts';

/** A UiAutomator2 session: there is one at a time. */
export interface Session {
  readonly id: string;
  readonly capabilities: Body;
  readonly settings: DriverSettings;
  readonly elements: ElementCache;
  /** Finds one element and keeps it. Throws `no such element`. */
  findOne(strategy: string, selector: string, contextId: string | undefined): string;
  findMany(strategy: string, selector: string, contextId: string | undefined): readonly string[];
  /** Finds one without keeping it. Throws `no such element`. */
  locate(strategy: string, selector: string, contextId: string | undefined): AxNode;
}

const prefix = 'appium:';

/** The capabilities of a `POST /session` body, merged and without the vendor prefix. */
export function requestedCapabilities(body: Body): Body {
  const { capabilities } = body;
  if (!isObject(capabilities)) {
    throw new AutomationError('session not created', "'capabilities' are mandatory for session creation");
  }
  const { alwaysMatch, firstMatch } = capabilities;
  const first: unknown = Array.isArray(firstMatch) ? firstMatch[0] : undefined;
  const merged = { ...(isObject(alwaysMatch) ? alwaysMatch : {}), ...(isObject(first) ? first : {}) };
  return Object.fromEntries(
    Object.entries(merged).map(([name, value]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, value]),
  );
}

/** A new session on a device, with the settings that its capabilities name. */
export function session(id: string, capabilities: Body, device: ScreenUnderTest): Session {
  const settings = defaultSettings();
  for (const [name, value] of Object.entries(capabilities)) updateSetting(settings, name, value, true);

  /** Without an app under test a bare id is taken for one of the server's own. */
  const appPackage = capabilities['appPackage'];
  const locatorSettings = (): LocatorSettings => ({
    appPackage: typeof appPackage === 'string' && appPackage !== '' ? appPackage : 'io.appium.uiautomator2.server',
    allowInvisibleElements: isOn(settings, 'allowInvisibleElements'),
    disableIdLocatorAutocompletion: isOn(settings, 'disableIdLocatorAutocompletion'),
    mapTestTagToResourceId: isOn(settings, 'mapTestTagToResourceId'),
    enforceXPath1: isOn(settings, 'enforceXPath1'),
    limitXPathContextScope: isOn(settings, 'limitXPathContextScope'),
  });
  const matches = (locator: Locator, context: AxNode | undefined, many: boolean): readonly Match[] =>
    findElements(locator, device, locatorSettings(), context, many);
  const elements = elementCache(device, (locator, context) => matches(locator, context, false)[0]);
  const contextOf = (contextId: string | undefined): AxNode | undefined =>
    contextId === undefined || contextId.trim() === '' ? undefined : elements.get(contextId).node;

  function one(locator: Locator, contextId: string | undefined): Match {
    const [found] = matches(locator, contextOf(contextId), false);
    if (!found) throw noSuchElement();
    return found;
  }
  const origin = (locator: Locator, contextId: string | undefined, single: boolean) => ({
    locator,
    single,
    ...(contextId ? { contextId } : {}),
  });

  return {
    id,
    capabilities,
    settings,
    elements,
    findOne(strategy, selector, contextId) {
      const locator = locatorOf(strategy, selector);
      return elements.add(one(locator, contextId), origin(locator, contextId, true));
    },
    findMany(strategy, selector, contextId) {
      const locator = locatorOf(strategy, selector);
      const found = matches(locator, contextOf(contextId), true);
      return found.map((match) => elements.add(match, origin(locator, contextId, false)));
    },
    locate: (strategy, selector, contextId) => one(locatorOf(strategy, selector), contextId).node,
  };
}

/** Checks the type that every setting update must have. */
export function settingsOf(body: Body): Body {
  const { settings } = body;
  if (!isObject(settings)) throw invalidArgument("The mandatory field 'settings' is not present in JSON");
  return settings;
}
