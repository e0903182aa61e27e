import type { AppState, Phone, PhoneLogLine } from '../phone.ts';
import { writePng } from '../png/write.ts';
import { type Rect, type UiNode, walk } from '../ui/node.ts';

/**
 * A phone for the tests of this face: a launcher, a settings app with one switch, and a two-screen messaging app. It
 * stands in for the real one only here.
 */
export interface FixturePhone extends Phone {
  /** What the tests look at and change behind the screen's back. */
  readonly told: { readonly opened: string[]; readonly sent: string[]; readonly taps: { x: number; y: number }[] };
  /** Puts a conversation at the top of the list: the rows below move. */
  receive(name: string): void;
}

/** The messaging app. */
export const messagesId = 'com.google.android.apps.messaging';
/** The settings app. */
export const settingsId = 'com.android.settings';
const launcherId = 'com.google.android.apps.nexuslauncher';
const scale = 2.625;
const size = { width: 1080, height: 2400 };
const rowHeight = 200;
const listArea: Rect = { x: 0, y: 263, width: 1080, height: 1900 };

type NodeParts = Partial<UiNode> & Pick<UiNode, 'key' | 'type' | 'rect'>;
const node = (parts: NodeParts): UiNode => ({
  enabled: true,
  visible: true,
  focused: false,
  selected: false,
  editable: false,
  scrollable: false,
  children: [],
  ...parts,
});
const id = (name: string): string => `${messagesId}:id/${name}`;

/** A phone with `conversations` conversations: `Contact 1` at the top. */
export function fixturePhone(conversations = 30): FixturePhone {
  const names = Array.from({ length: conversations }, (_, at) => `Contact ${at + 1}`);
  const running = new Set<string>();
  const bubbles = new Map<string, string[]>();
  const listeners = new Set<(line: PhoneLogLine) => void>();
  const lines: PhoneLogLine[] = [];
  const told: FixturePhone['told'] = { opened: [], sent: [], taps: [] };
  let front = launcherId;
  let open: string | undefined;
  let draft = '';
  let focused = false;
  let offset = 0;
  let airplane = false;
  let revision = 0;
  let clockMs = Date.UTC(2026, 10, 22, 9, 30);

  const changed = (): void => {
    revision++;
  };
  function log(text: string): void {
    const line: PhoneLogLine = { atMs: clockMs++, level: 'I', tag: 'Fixture', text };
    lines.push(line);
    for (const listener of listeners) listener(line);
  }

  function listScreen(): readonly UiNode[] {
    const rows = names.map((name, at): UiNode => {
      const y = listArea.y + at * rowHeight - offset;
      const visible = y + rowHeight > listArea.y && y < listArea.y + listArea.height;
      const text = { x: 200, y: y + 20, width: 700, height: 60 };
      return node({
        key: `row:${name}`,
        type: 'android.view.ViewGroup',
        identifier: id('swipeableContainer'),
        rect: { x: 0, y, width: 1080, height: rowHeight },
        visible,
        action: { do: 'open-conversation', id: name },
        children: [
          node({
            key: `name:${name}`,
            type: 'android.widget.TextView',
            identifier: id('conversation_name'),
            text: name,
            rect: text,
            visible,
          }),
          node({
            key: `snippet:${name}`,
            type: 'android.widget.TextView',
            identifier: id('conversation_snippet'),
            text: bubbles.get(name)?.at(-1) ?? 'No messages',
            rect: { ...text, y: y + 90 },
            visible,
          }),
        ],
      });
    });
    return [
      node({
        key: 'title',
        type: 'android.widget.TextView',
        text: 'Messages',
        rect: { x: 40, y: 90, width: 500, height: 120 },
      }),
      node({
        key: 'list',
        type: 'androidx.recyclerview.widget.RecyclerView',
        identifier: 'android:id/list',
        scrollable: true,
        rect: listArea,
        children: rows,
      }),
      node({
        key: 'fab',
        type: 'android.widget.Button',
        identifier: id('start_chat_fab'),
        label: 'Start chat',
        rect: { x: 800, y: 2180, width: 240, height: 147 },
        action: { do: 'navigate', screen: 'new' },
      }),
    ];
  }

  function conversationScreen(name: string): readonly UiNode[] {
    const shown = (bubbles.get(name) ?? []).map((text, at) =>
      node({
        key: `bubble:${name}:${at}`,
        type: 'android.widget.TextView',
        identifier: id('message_text'),
        text,
        rect: { x: 400, y: 300 + at * 120, width: 640, height: 100 },
      }),
    );
    return [
      node({
        key: 'back',
        type: 'android.widget.ImageButton',
        label: 'Navigate up',
        rect: { x: 0, y: 90, width: 147, height: 147 },
        action: { do: 'back' },
      }),
      node({
        key: 'peer',
        type: 'android.widget.TextView',
        identifier: 'top_app_bar_title_row',
        text: name,
        rect: { x: 160, y: 90, width: 700, height: 147 },
      }),
      ...shown,
      node({
        key: 'compose',
        type: 'android.widget.EditText',
        identifier: id('compose_message_text'),
        text: draft,
        placeholder: 'RCS message',
        rect: { x: 150, y: 2200, width: 700, height: 140 },
        editable: true,
        focused,
        action: { do: 'focus' },
      }),
      node({
        key: 'send',
        type: 'android.widget.ImageButton',
        identifier: 'Compose:Draft:Send',
        label: 'Send encrypted message',
        rect: { x: 880, y: 2200, width: 147, height: 147 },
        enabled: draft !== '',
        action: { do: 'send' },
      }),
      node({
        key: 'hidden',
        type: 'android.widget.TextView',
        text: 'never shown',
        rect: { x: 0, y: 0, width: 10, height: 10 },
        visible: false,
      }),
    ];
  }

  function children(): readonly UiNode[] {
    if (front === settingsId) {
      const rect = { x: 0, y: 400, width: 1080, height: 200 };
      return [
        node({
          key: 'airplane',
          type: 'android.widget.Switch',
          identifier: 'android:id/switch_widget',
          label: 'Airplane mode',
          checked: airplane,
          rect,
          action: { do: 'toggle', setting: 'airplane' },
        }),
      ];
    }
    if (front !== messagesId)
      return [
        node({
          key: 'icon',
          type: 'android.widget.TextView',
          label: 'Messages',
          text: 'Messages',
          rect: { x: 100, y: 2000, width: 200, height: 200 },
          action: { do: 'open-app', app: messagesId },
        }),
      ];
    return open === undefined ? listScreen() : conversationScreen(open);
  }

  function act(action: UiNode['action']): void {
    if (action?.do === 'open-app') phone.launch(action.app);
    else if (action?.do === 'open-conversation') open = action.id;
    else if (action?.do === 'toggle') phone.setAirplaneMode(!airplane);
    else if (action?.do === 'focus') focused = true;
    else if (action?.do === 'back') phone.back();
    else if (action?.do === 'send' && open !== undefined) {
      bubbles.set(open, [...(bubbles.get(open) ?? []), draft]);
      told.sent.push(draft);
      log(`sent to ${open}`);
      draft = '';
    }
    changed();
  }

  const inside = ({ x, y, width, height }: Rect, px: number, py: number): boolean =>
    px >= x && px < x + width && py >= y && py < y + height;

  /** The nodes under a point, the topmost last, each with its ancestors. */
  function pathTo(
    root: UiNode,
    fits: (found: UiNode) => boolean,
    above: readonly UiNode[] = [],
  ): readonly UiNode[] | undefined {
    for (const child of [...root.children].reverse()) {
      const found = child.visible && pathTo(child, fits, [...above, root]);
      if (found) return found;
    }
    return fits(root) ? [...above, root] : undefined;
  }
  function tapPath(path: readonly UiNode[] | undefined): boolean {
    const target = path?.findLast(({ action }) => action !== undefined);
    if (!target?.enabled) return false;
    act(target.action);
    return true;
  }

  const phone: FixturePhone = {
    os: 'android',
    name: 'fixture',
    model: 'Pixel 8',
    osVersion: '14',
    screen: { width: size.width / scale, height: size.height / scale, scale },
    told,
    now: () => clockMs,
    tree: () =>
      node({ key: 'root', type: 'android.widget.FrameLayout', rect: { x: 0, y: 0, ...size }, children: children() }),
    revision: () => revision,
    screenshot() {
      const [width, height] = [size.width / 4, size.height / 4];
      const pixels = new Uint8Array(width * height * 3).fill(front === messagesId ? 240 : 30);
      return writePng({ width, height, channels: 3, pixels });
    },
    tap: (key) => tapPath(pathTo(phone.tree(), (found) => found.key === key)),
    tapAt(x, y) {
      told.taps.push({ x, y });
      return tapPath(pathTo(phone.tree(), ({ rect }) => inside(rect, x, y)));
    },
    longPress: (key) => phone.tap(key),
    longPressAt: (x, y) => phone.tapAt(x, y),
    type(key, text) {
      const field = [...walk(phone.tree())].find((found) => found.key === key);
      if (!field?.editable) return false;
      draft += text;
      focused = true;
      changed();
      return true;
    },
    clear(key) {
      if (![...walk(phone.tree())].some((found) => found.key === key && found.editable)) return false;
      draft = '';
      changed();
      return true;
    },
    scroll(dy, at) {
      if (front !== messagesId || open !== undefined || (at && !inside(listArea, at.x, at.y))) return;
      const before = offset;
      offset = Math.max(0, Math.min(offset + Math.round(dy), names.length * rowHeight - listArea.height));
      if (offset !== before) changed();
    },
    back() {
      if (open !== undefined) {
        open = undefined;
        focused = false;
      } else front = launcherId;
      changed();
    },
    home() {
      front = launcherId;
      changed();
    },
    apps: () => [
      { id: messagesId, name: 'Messages', version: '20261101.02', activity: '.ui.ConversationListActivity' },
      { id: settingsId, name: 'Settings', version: '14', activity: '.Settings' },
    ],
    foreground: () => front,
    appState(app): AppState {
      if (!phone.apps().some((found) => found.id === app)) return 0;
      if (front === app) return 4;
      return running.has(app) ? 3 : 1;
    },
    launch(app) {
      if (!phone.apps().some((found) => found.id === app)) return false;
      running.add(app);
      front = app;
      changed();
      return true;
    },
    terminate(app) {
      if (!running.delete(app)) return false;
      if (front === app) front = launcherId;
      if (app === messagesId) {
        open = undefined;
        offset = 0;
        draft = '';
        focused = false;
      }
      changed();
      return true;
    },
    openUrl(url) {
      if (!/^sms(to)?:/.test(url)) return false;
      told.opened.push(url);
      phone.launch(messagesId);
      open = url.replace(/^\w+:/, '');
      changed();
      return true;
    },
    get airplaneMode() {
      return airplane;
    },
    setAirplaneMode(on) {
      airplane = on;
      log(`airplane mode ${on ? 'on' : 'off'}`);
      changed();
    },
    onLog(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    recentLog: () => lines,
    receive(name) {
      names.unshift(name);
      changed();
    },
  };
  log('booted');
  return phone;
}
