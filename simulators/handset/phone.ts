import type { UiNode } from './ui/node.ts';

/** `0` not installed, `1` not running, `3` in the background, `4` in front: the numbers of XCUIApplication and Appium. */
export type AppState = 0 | 1 | 3 | 4;

export interface InstalledApp {
  /** Android package or iOS bundle identifier. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Android only: the launchable activity, `.ui.ConversationListActivity`. */
  readonly activity?: string;
}

/**
 * One phone as its faces (adbd and UiAutomator2, or RemoteXPC and WebDriverAgent) and the headless user drive it: a
 * screen with a tree of nodes, fingers, apps and a log. It outlives worlds: a new handset is put behind it between
 * scenarios while sockets stay open.
 */
export interface Phone {
  readonly os: 'android' | 'ios';
  /** As in the plan: `ana`. */
  readonly name: string;
  readonly model: string;
  readonly osVersion: string;
  /** Device-independent size of the screen: dp on Android, points on iOS; and physical pixels per unit. */
  readonly screen: { readonly width: number; readonly height: number; readonly scale: number };
  /** Milliseconds since the epoch, by the phone's clock. */
  now(): number;

  /** The foreground screen. Rectangles are in physical pixels on Android, in points on iOS, as the real servers report. */
  tree(): UiNode;
  /** Goes up whenever `tree()` may differ. */
  revision(): number;
  /** A PNG of what `tree()` describes, in physical pixels of the real phone divided by a fixed factor (see rendering/). */
  screenshot(): Uint8Array;

  /** Taps a node by its key. A node without an action hands the tap to its nearest ancestor with one; false if none has. */
  tap(key: string): boolean;
  /** Taps whatever is topmost at a point, in the units of the rectangles. */
  tapAt(x: number, y: number): boolean;
  /** A finger stays on a node, or on a point. What does nothing with that takes it for a tap. */
  longPress(key: string): boolean;
  longPressAt(x: number, y: number): boolean;
  /** Appends to the text of a field and focuses it; false if the node is not a field. */
  type(key: string, text: string): boolean;
  /** Empties a field; false if the node is not a field. */
  clear(key: string): boolean;
  /** Scrolls the list under the point (or the only list) by `dy` units: positive shows what is further down. */
  scroll(dy: number, at?: { readonly x: number; readonly y: number }): void;
  back(): void;
  home(): void;

  apps(): readonly InstalledApp[];
  /** The app in front: the launcher (`com.google.android.apps.nexuslauncher`, `com.apple.springboard`) when none is. */
  foreground(): string;
  appState(id: string): AppState;
  /** Brings an app to the front, starting it if need be. False when it is not installed. */
  launch(id: string): boolean;
  /** Ends an app; its screen starts afresh next time, its data stays. False when it was not running. */
  terminate(id: string): boolean;
  /** Opens a conversation by URL: `sms:+447700900001`, `smsto:..`. False when no app takes it. */
  openUrl(url: string): boolean;

  readonly airplaneMode: boolean;
  setAirplaneMode(on: boolean): void;

  /** Lines the phone logs, for logcat and syslog. Returns how to stop. */
  onLog(listener: (line: PhoneLogLine) => void): () => void;
  recentLog(): readonly PhoneLogLine[];
}

export interface PhoneLogLine {
  readonly atMs: number;
  readonly level: 'D' | 'I' | 'W' | 'E';
  readonly tag: string;
  readonly text: string;
}
