import type { AppState, InstalledApp, Phone } from '../phone.ts';
import { writePng } from '../png/write.ts';
import type { Rect, UiAction, UiNode } from '../ui/node.ts';

/** A phone small enough to read in a test: a home screen, Messages with a list and a compose screen, Settings. */
export interface FixturePhone extends Phone {
  /** What was sent from the compose screen. */
  readonly sent: readonly { readonly to: string; readonly body: string }[];
  /** How far the conversation list is scrolled, points. */
  scrolled(): number;
}

const messages = 'com.apple.MobileSMS';
const settings = 'com.apple.Preferences';
const springboard = 'com.apple.springboard';
const screen = { width: 390, height: 844, scale: 3 } as const;
const rowHeight = 60;
const listTop = 150;

interface Spec extends Partial<Omit<UiNode, 'key' | 'type' | 'rect' | 'children'>> {
  readonly rect?: Rect;
}

function node(type: string, key: string, spec: Spec, ...children: UiNode[]): UiNode {
  const { rect = { x: 0, y: 0, ...screen }, ...rest } = spec;
  return {
    key,
    type: `XCUIElementType${type}`,
    rect: { x: rect.x, y: rect.y, width: rect.width, height: rect.height },
    enabled: true,
    visible: true,
    focused: false,
    selected: false,
    editable: false,
    scrollable: false,
    ...rest,
    children,
  };
}

const row = (n: number): Rect => ({ x: 0, y: 100 + 50 * n, width: 390, height: 44 });

export function fixturePhone(name = 'ben'): FixturePhone {
  const apps: readonly InstalledApp[] = [
    { id: messages, name: 'Messages', version: '1.0' },
    { id: settings, name: 'Settings', version: '1.0' },
  ];
  const running = new Set<string>();
  const sent: { to: string; body: string }[] = [];
  const fields = { recipient: '', body: '' };
  let front = springboard;
  let composing = false;
  let focus = '';
  let airplane = false;
  let offset = 0;
  let revision = 0;
  const changed = (): true => {
    revision++;
    return true;
  };

  const rows = (): string[] => ['+447700900001, hello', ...sent.map(({ body }) => `me, ${body}`), ...filler];
  const filler = Array.from({ length: 30 }, (_, n) => `+4477009001${String(n).padStart(2, '0')}, older ${n}`);

  function conversations(): UiNode[] {
    return rows().map((label, n) => {
      const rect = { x: 0, y: listTop + n * rowHeight - offset, width: 390, height: rowHeight };
      const visible = rect.y >= listTop - 1 && rect.y + rowHeight <= screen.height;
      const text = label.slice(label.indexOf(', ') + 2);
      return node(
        'Cell',
        `row-${n}`,
        { identifier: `conversation-${n}`, label, rect, visible, action: { do: 'focus' } },
        node('StaticText', `row-${n}-text`, { label: text, rect, visible }),
      );
    });
  }

  function field(type: string, key: 'recipient' | 'body', identifier: string, label: string, n: number): UiNode {
    return node(type, key, {
      identifier,
      label,
      placeholder: key === 'body' ? 'Text Message' : 'Number',
      text: fields[key],
      rect: row(n),
      focused: focus === key,
      editable: true,
      action: { do: 'focus' },
    });
  }

  function content(): UiNode[] {
    if (front === settings) {
      return [
        node('NavigationBar', 'bar', { identifier: 'Settings', label: 'Settings', rect: row(0) }),
        node(
          'Table',
          'table',
          { rect: { x: 0, y: 150, width: 390, height: 600 } },
          node(
            'Cell',
            'airplane-cell',
            { label: 'Airplane Mode', rect: row(1) },
            node('StaticText', 'airplane-label', { label: 'Airplane Mode', rect: row(1) }),
            node('Switch', 'airplane', {
              identifier: 'com.apple.settings.airplaneMode',
              label: 'Airplane Mode',
              checked: airplane,
              rect: { ...row(1), x: 320, width: 50 },
              action: { do: 'toggle', setting: 'airplane' },
            }),
          ),
        ),
      ];
    }
    if (front !== messages) {
      return apps.map(({ id, name: label }, n) =>
        node('Icon', id, { identifier: label, label, rect: row(n), action: { do: 'open-app', app: id } }),
      );
    }
    if (!composing) {
      const compose: UiAction = { do: 'navigate', screen: 'compose' };
      return [
        node(
          'NavigationBar',
          'bar',
          { identifier: 'Messages', label: 'Messages', rect: row(0) },
          node('Button', 'compose', {
            identifier: 'composeButton',
            label: 'Compose',
            rect: { x: 330, y: 100, width: 44, height: 44 },
            action: compose,
          }),
        ),
        node(
          'CollectionView',
          'list',
          {
            identifier: 'ConversationList',
            rect: { x: 0, y: listTop, width: 390, height: screen.height - listTop },
            scrollable: true,
          },
          ...conversations(),
        ),
      ];
    }
    return [
      node(
        'NavigationBar',
        'bar',
        { identifier: 'New Message', label: 'New Message', rect: row(0) },
        node('Button', 'back', { identifier: 'Cancel', label: 'Cancel', rect: row(0), action: { do: 'back' } }),
      ),
      field('TextField', 'recipient', 'recipient', 'To:', 1),
      field('TextView', 'body', 'messageBodyField', 'Message', 2),
      node('Button', 'send', {
        identifier: 'sendButton',
        label: 'Send',
        enabled: fields.recipient !== '' && fields.body !== '',
        rect: row(3),
        action: { do: 'send' },
      }),
    ];
  }

  const label = (): string => apps.find(({ id }) => id === front)?.name ?? ' ';
  const tree = (): UiNode =>
    node(
      'Application',
      'application',
      { label: label() },
      node('Window', 'window', {}, node('Other', 'content', {}, ...content())),
    );

  function act(action: UiAction, key: string): void {
    switch (action.do) {
      case 'open-app':
        launch(action.app);
        break;
      case 'navigate':
        composing = true;
        break;
      case 'back':
        composing = false;
        break;
      case 'focus':
        focus = key;
        break;
      case 'toggle':
        airplane = !airplane;
        break;
      case 'send':
        sent.push({ to: fields.recipient, body: fields.body });
        Object.assign(fields, { recipient: '', body: '' });
        composing = false;
        focus = '';
        break;
    }
    changed();
  }

  function pathTo(wanted: (candidate: UiNode) => boolean): UiNode[] {
    const path = (at: UiNode): UiNode[] | undefined => {
      for (const child of [...at.children].reverse()) {
        const below = path(child);
        if (below) return [at, ...below];
      }
      return wanted(at) ? [at] : undefined;
    };
    return path(tree()) ?? [];
  }

  function tapPath(path: readonly UiNode[]): boolean {
    const target = [...path].reverse().find(({ action }) => action !== undefined);
    if (!target?.action || !target.enabled) return false;
    act(target.action, target.key);
    return true;
  }

  function launch(id: string): boolean {
    if (!apps.some((app) => app.id === id)) return false;
    running.add(id);
    front = id;
    return changed();
  }

  const fieldOf = (key: string): 'recipient' | 'body' | undefined =>
    composing && front === messages && (key === 'recipient' || key === 'body') ? key : undefined;

  const tap = (key: string): boolean => tapPath(pathTo((candidate) => candidate.key === key));
  const tapAt = (x: number, y: number): boolean =>
    tapPath(
      pathTo(
        ({ rect, visible }) =>
          visible && x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height,
      ),
    );

  return {
    os: 'ios',
    name,
    model: 'iPhone 15',
    osVersion: '18.5',
    screen,
    sent,
    scrolled: () => offset,
    now: () => Date.UTC(2026, 10, 22, 12),
    tree,
    revision: () => revision,
    screenshot() {
      const [width, height] = [screen.width / 2, screen.height / 2];
      const pixels = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 7 + (airplane ? 90 : 0)) & 0xff);
      return writePng({ width, height, channels: 3, pixels });
    },
    tap,
    tapAt,
    longPress: tap,
    longPressAt: tapAt,
    type(key, text) {
      const known = fieldOf(key);
      if (!known) return false;
      fields[known] += text;
      focus = key;
      return changed();
    },
    clear(key) {
      const known = fieldOf(key);
      if (!known) return false;
      fields[known] = '';
      return changed();
    },
    scroll(dy) {
      if (front !== messages || composing) return;
      const most = rows().length * rowHeight - (screen.height - listTop);
      offset = Math.max(0, Math.min(most, offset + dy));
      changed();
    },
    back() {
      composing = false;
      changed();
    },
    home() {
      front = springboard;
      changed();
    },
    apps: () => apps,
    foreground: () => front,
    appState(id): AppState {
      if (!apps.some((app) => app.id === id)) return 0;
      if (!running.has(id)) return 1;
      return front === id ? 4 : 3;
    },
    launch,
    terminate(id) {
      if (!running.delete(id)) return false;
      if (id === messages) {
        composing = false;
        Object.assign(fields, { recipient: '', body: '' });
      }
      if (front === id) front = springboard;
      return changed();
    },
    openUrl(url) {
      const number = /^sms:(\+\d+)$/.exec(url)?.[1];
      if (number === undefined) return false;
      launch(messages);
      composing = true;
      fields.recipient = number;
      return changed();
    },
    get airplaneMode() {
      return airplane;
    },
    setAirplaneMode(on) {
      airplane = on;
      changed();
    },
    onLog: () => () => undefined,
    recentLog: () => [],
  };
}
