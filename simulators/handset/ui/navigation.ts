import type { AppState } from '../phone.ts';
import type { Screen, System } from './screen.ts';

/** Which apps run, which is in front, and how deep the user is in each. */
export interface Navigation {
  front(): string;
  /** The screen in front. */
  top(): Screen;
  state(app: string): AppState;
  /** Brings an app to the front where it was left; false when it is not installed. */
  launch(app: string): boolean;
  /** Ends an app; false when it was not running. The launcher never ends. */
  terminate(app: string): boolean;
  home(): void;
  push(screen: Screen): void;
  /** Puts a screen in the place of the one in front. */
  replace(screen: Screen): void;
  /** Leaves the screen in front, or the app if it is the first and the system does so; false when nothing was left. */
  back(): boolean;
  /** Every app stopped, the launcher in front. */
  reset(): void;
}

export function navigation(system: System): Navigation {
  const firsts = new Map(system.apps.map(({ app, first }) => [app.id, first]));
  const home: Screen = firsts.get(system.launcher) ?? { name: 'launcher', argument: '' };
  const running = new Map<string, Screen[]>();
  let front = system.launcher;

  const stack = (): Screen[] => running.get(front) ?? [];

  return {
    front: () => front,
    top: () => stack().at(-1) ?? home,
    state(app) {
      if (!firsts.has(app)) return 0;
      if (app === front) return 4;
      return app === system.launcher || running.has(app) ? 3 : 1;
    },
    launch(app) {
      const first = firsts.get(app);
      if (first === undefined) return false;
      if (app !== system.launcher && !running.has(app)) running.set(app, [first]);
      front = app;
      return true;
    },
    terminate(app) {
      if (!running.delete(app)) return false;
      if (front === app) front = system.launcher;
      return true;
    },
    home() {
      front = system.launcher;
    },
    push(screen) {
      stack().push(screen);
    },
    replace(screen) {
      const screens = stack();
      screens.pop();
      screens.push(screen);
    },
    back() {
      const screens = stack();
      if (screens.length > 1) screens.pop();
      else if (front !== system.launcher && system.backLeavesApp) front = system.launcher;
      else return false;
      return true;
    },
    reset() {
      running.clear();
      front = system.launcher;
    },
  };
}
