import type { AxNode } from '../accessibility/node.ts';
import type { AxTree } from '../accessibility/reader.ts';

/** What the driver asks by. css never arrives: it makes `-android uiautomator` of it. */
export const strategies = ['id', 'xpath', 'accessibility id', 'class name', '-android uiautomator'] as const;
/** One of the strategies. */
export type Strategy = (typeof strategies)[number];

/** What to look for. */
export interface Locator {
  readonly strategy: Strategy;
  readonly selector: string;
}

/** The driver settings that change what a locator finds, and the app under test. */
export interface LocatorSettings {
  /** The `appPackage` capability: what a bare id belongs to. */
  readonly appPackage: string;
  readonly allowInvisibleElements: boolean;
  readonly disableIdLocatorAutocompletion: boolean;
  readonly mapTestTagToResourceId: boolean;
  readonly enforceXPath1: boolean;
  readonly limitXPathContextScope: boolean;
}

/** Where to look: the whole screen, or below an element. */
export interface Scope {
  readonly tree: AxTree;
  readonly context?: AxNode;
}
