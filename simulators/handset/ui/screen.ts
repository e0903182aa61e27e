import type { HandsetModel } from '../model.ts';
import type { InstalledApp } from '../phone.ts';
import type { UiNode } from './node.ts';

/** A place in an app. `argument` is the conversation's id on screens about one, else empty. */
export interface Screen {
  readonly name: string;
  readonly argument: string;
}

/** What the keys of a screen's nodes begin with: an element of one conversation never passes for another's. */
export const screenKey = ({ name, argument }: Screen): string => (argument === '' ? name : `${name}/${argument}`);

/** What a screen is built from. */
export interface ScreenContext {
  readonly model: HandsetModel;
  readonly screen: Screen;
  /** What was typed as the recipient of a new conversation. */
  readonly recipient: string;
  /** Who was picked for a group, E.164. */
  readonly picked: readonly string[];
  /** What was typed as the name of a group. */
  readonly groupName: string;
  /** Units (dp or points) between the end that the screen opened at and where it is scrolled to. */
  readonly scroll: number;
  /** Key of the field that has the cursor. */
  readonly focus: string | undefined;
  /** What is typed and not yet sent in a conversation. */
  draft(conversationId: string): string;
  /** Another screen, to be shown behind this one. */
  build(screen: Screen): UiNode;
}

export interface BuiltScreen {
  readonly root: UiNode;
  /** How far `scroll` can go. 0 when everything fits. */
  readonly maxScroll: number;
  /** Which end of the list the screen opens at. */
  readonly opensAt: 'top' | 'bottom';
}

export type ScreenBuilder = (context: ScreenContext) => BuiltScreen;

/** A screen that does not scroll. */
export const still = (root: UiNode): BuiltScreen => ({ root, maxScroll: 0, opensAt: 'top' });

/** An app as the system knows it: what other programs see of it, and the screen that it starts with. */
export interface AppEntry {
  readonly app: InstalledApp;
  readonly first: Screen;
}

/** What differs between the two systems. */
export interface System {
  readonly os: 'android' | 'ios';
  /** App that is in front when no other is. */
  readonly launcher: string;
  readonly messages: string;
  readonly apps: readonly AppEntry[];
  readonly screens: Readonly<Record<string, ScreenBuilder>>;
  /** Where the app's URLs lead, `prefs:root=MESSAGES`; undefined for URLs that nothing takes. */
  openUrl(url: string): { readonly app: string; readonly screens: readonly Screen[] } | undefined;
  /** Size in dp or points, and physical pixels to one of them. */
  readonly screen: { readonly width: number; readonly height: number; readonly scale: number };
  /** Rectangle units per dp or point. */
  readonly unit: number;
  /** Whether going back from an app's first screen leaves the app. */
  readonly backLeavesApp: boolean;
}
