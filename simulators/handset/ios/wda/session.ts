import { type ElementCache, elementCache } from './element-cache.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** A client's session: one at a time on a phone, a new one ends the old. */
export interface Session {
  readonly id: string;
  /** The app that the session was started for. */
  readonly testedApp: string | undefined;
  /** The tested app runs unless the client ended it; otherwise it has crashed. */
  expectedToRun: boolean;
  /** Ends the tested app with the session. */
  readonly terminatesApp: boolean;
  readonly elements: ElementCache;
  settings: Settings;
}

export interface NewSession {
  readonly id: string;
  readonly testedApp: string | undefined;
  readonly terminatesApp: boolean;
}

export function newSession(start: NewSession): Session {
  return {
    ...start,
    expectedToRun: start.testedApp !== undefined,
    elements: elementCache(),
    settings: defaultSettings,
  };
}
