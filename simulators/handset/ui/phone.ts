import type { HandsetModel } from '../model.ts';
import type { Phone } from '../phone.ts';
import { renderPng } from '../rendering/png.ts';
import { android } from './android/system.ts';
import { type Composing, composing, isComposing, picksRecipients } from './composing.ts';
import { pathAt, pathTo } from './finding.ts';
import { ios } from './ios/system.ts';
import { toE164 } from './msisdn.ts';
import { navigation } from './navigation.ts';
import type { GroupAction, UiAction, UiNode } from './node.ts';
import { type PhoneFacts, usualFacts } from './phone-facts.ts';
import { phoneLog } from './phone-log.ts';
import { type BuiltScreen, type Screen, type System, screenKey } from './screen.ts';
import { parseSmsUrl } from './sms-url.ts';
import { dayOf } from './time-text.ts';

export interface AttachablePhone extends Phone {
  /**
   * Puts a fresh handset behind the same phone: every app stopped, nothing typed, the launcher in front.
   * @throws Error when the handset is of the other system.
   */
  attach(model: HandsetModel): void;
  /** Ends the messaging app and wipes its data. False for another app, whose data is the phone's. */
  clearData(app: string): boolean;
}

const systems: Record<Phone['os'], System> = { android, ios };

/** The screens, fingers and apps of one phone over a handset. Which system it is, the handset says. */
export function createPhone(handset: HandsetModel, facts: PhoneFacts = usualFacts[handset.os]): AttachablePhone {
  const system = systems[handset.os];
  const where = navigation(system);
  const drafts = new Map<string, string>();
  const scrolled = new Map<string, number>();
  let model = handset;
  let stopListening = model.onChange(changed);
  const composed: Composing = composing();
  let focus: string | undefined;
  let revision = 1;
  let builtDay = dayOf(model.now());
  let built: { readonly revision: number; readonly screen: BuiltScreen } | undefined;
  let picture: { readonly of: string; readonly png: Uint8Array } | undefined;
  const log = phoneLog(() => model.now());

  function touch(): void {
    revision += 1;
  }

  function changed(): void {
    touch();
    // A turn later: the handset may be in the middle of taking the message in, and its receipts have an order.
    if (unreadInFront() !== undefined) queueMicrotask(readInFront);
  }

  function unreadInFront(): string | undefined {
    const { name, argument } = where.top();
    if (where.front() !== system.messages || name !== 'conversation') return undefined;
    return (model.conversation(argument)?.unread ?? 0) > 0 ? argument : undefined;
  }

  function readInFront(): void {
    const id = unreadInFront();
    if (id !== undefined) model.read(id);
  }

  /** After the user went somewhere else: the cursor is gone, a conversation that came to the front is read. */
  function moved(): void {
    focus = undefined;
    touch();
    readInFront();
  }

  function show(screen: Screen, how: 'push' | 'replace'): void {
    if (how === 'push') where.push(screen);
    else where.replace(screen);
    scrolled.delete(screenKey(screen));
    composed.enter(screen, model);
    moved();
  }

  function build(screen: Screen): BuiltScreen {
    const builder = system.screens[screen.name];
    if (builder === undefined) throw new Error(`The ${system.os} phone has no screen ${screen.name}.`);
    return builder({
      model,
      screen,
      ...composed.typed(),
      scroll: scrolled.get(screenKey(screen)) ?? 0,
      focus,
      draft: (id) => drafts.get(id) ?? '',
      build: (other) => build(other).root,
    });
  }

  function current(): BuiltScreen {
    const now = upToDate();
    if (built?.revision !== now) built = { revision: now, screen: build(where.top()) };
    return built.screen;
  }

  /** Lists show times or dates by the day it is, so midnight changes them; nothing else in a tree depends on the time. */
  function upToDate(): number {
    const today = dayOf(model.now());
    if (today !== builtDay) {
      builtDay = today;
      touch();
    }
    return revision;
  }

  function launch(id: string): boolean {
    const before = where.state(id);
    if (!where.launch(id)) return false;
    log.write('I', 'ActivityManager', `${before === 1 ? 'Start' : 'Bring to front'} ${id}`);
    moved();
    return true;
  }

  function setAirplaneMode(on: boolean): void {
    log.write('I', 'Connectivity', `Airplane mode ${on ? 'on' : 'off'}`);
    model.setAirplaneMode(on);
  }

  function toggle(setting: (UiAction & { do: 'toggle' })['setting']): void {
    if (setting === 'airplane') setAirplaneMode(!model.airplaneMode);
    else if (setting === 'rcs') model.setRcs(!model.rcs.enabled);
    else model.setE2ee(!model.e2ee);
    touch();
  }

  /** The conversation stands where the screens stood on which it was put together. */
  function showComposed(id: string): void {
    while (isComposing(where.top())) if (!where.back()) break;
    show({ name: 'conversation', argument: id }, 'push');
  }

  function confirmRecipient(): void {
    const msisdn = toE164(composed.typed().recipient);
    if (msisdn !== undefined) showComposed(model.open(msisdn).id);
  }

  function pick(): void {
    if (composed.pick()) moved();
  }

  function actOnGroup(action: GroupAction): void {
    const { picked, groupName } = composed.typed();
    const [first] = picked;
    if (action.do === 'create-group') {
      const name = groupName.trim();
      if (first === undefined) return;
      const fresh = picked.length > 1 ? model.createGroup(picked, name === '' ? undefined : name) : model.open(first);
      showComposed(fresh.id);
      return;
    }
    if (where.back()) moved(); // the sheet or dialog that asked for it
    if (action.do === 'add-members') model.addMembers(action.id, picked);
    else if (action.do === 'remove-member') model.removeMember(action.id, action.msisdn);
    else if (action.do === 'rename-group') model.renameGroup(action.id, groupName.trim());
    else if (action.do === 'set-group-icon') model.setGroupIcon(action.id, action.icon);
    else if (action.do === 'leave-group') model.leaveGroup(action.id);
    else model.endEncryption(action.id);
    touch();
  }

  function send(): void {
    const { argument } = where.top();
    const draft = drafts.get(argument) ?? '';
    if (draft.trim() === '') return;
    drafts.delete(argument);
    scrolled.delete(screenKey(where.top()));
    touch();
    model.send(argument, draft);
  }

  function act(action: UiAction, node: UiNode): void {
    switch (action.do) {
      case 'open-app':
        launch(action.app);
        return;
      case 'navigate': {
        const inMenu = current().root.paint?.behind !== undefined;
        show({ name: action.screen, argument: action.argument ?? '' }, inMenu ? 'replace' : 'push');
        return;
      }
      case 'open-conversation':
        showComposed(action.id);
        return;
      case 'confirm-recipient':
        confirmRecipient();
        return;
      case 'pick-recipient':
        pick();
        return;
      case 'unpick-recipient':
        composed.unpick(action.msisdn);
        moved();
        return;
      case 'focus':
        if (focus !== node.key) touch();
        focus = node.key;
        return;
      case 'send':
        send();
        return;
      case 'delete-message':
        if (where.back()) moved(); // the dialog that asked
        model.deleteMessage(action.id, action.message);
        return;
      case 'toggle':
        toggle(action.setting);
        return;
      case 'back':
        if (where.back()) moved();
        return;
      default:
        actOnGroup(action);
    }
  }

  function tap(path: readonly UiNode[]): boolean {
    if (path.at(-1)?.enabled !== true) return false;
    const node = path.findLast(({ action }) => action !== undefined);
    if (node?.action === undefined || !node.enabled) return false;
    act(node.action, node);
    return true;
  }

  function longPress(path: readonly UiNode[]): boolean {
    if (path.at(-1)?.enabled !== true) return false;
    const node = path.findLast(({ longAction }) => longAction !== undefined);
    if (node?.longAction === undefined) return tap(path);
    act(node.longAction, node);
    return true;
  }

  function write(key: string, change: (before: string) => string): boolean {
    const field = pathTo(current().root, key).at(-1);
    if (field === undefined || !field.editable || !field.enabled) return false;
    focus = key;
    touch();
    const { name, argument } = where.top();
    if (name === 'conversation') {
      drafts.set(argument, change(drafts.get(argument) ?? ''));
      return true;
    }
    if (composed.write(where.top(), change) !== 'return') return true;
    if (pathTo(current().root, key).at(-1)?.part !== 'recipient-field') return true;
    if (picksRecipients(where.top()) || composed.typed().picked.length > 0) pick();
    else confirmRecipient();
    return true;
  }

  return {
    os: system.os,
    get name() {
      return model.name;
    },
    ...facts,
    screen: system.screen,
    now: () => model.now(),
    tree: () => current().root,
    revision: upToDate,
    screenshot() {
      const status = { atMs: Math.floor(model.now() / 60_000) * 60_000, airplaneMode: model.airplaneMode };
      const of = `${upToDate()} ${status.atMs}`;
      if (picture?.of !== of) {
        picture = { of, png: renderPng(current().root, { os: system.os, screen: system.screen, status }) };
      }
      return picture.png;
    },
    tap: (key) => tap(pathTo(current().root, key)),
    tapAt: (x, y) => tap(pathAt(current().root, x, y)),
    longPress: (key) => longPress(pathTo(current().root, key)),
    longPressAt: (x, y) => longPress(pathAt(current().root, x, y)),
    type: (key, text) => write(key, (before) => before + text),
    clear: (key) => write(key, () => ''),
    scroll(dy, at) {
      const { root, maxScroll, opensAt } = current();
      if (at !== undefined && !pathAt(root, at.x, at.y).some(({ scrollable }) => scrollable)) return;
      const key = screenKey(where.top());
      const before = Math.min(scrolled.get(key) ?? 0, maxScroll);
      const by = (opensAt === 'top' ? dy : -dy) / system.unit;
      const after = Math.min(maxScroll, Math.max(0, before + by));
      scrolled.set(key, after);
      if (after !== before) touch();
    },
    back() {
      if (where.back()) moved();
    },
    home() {
      where.home();
      moved();
    },
    apps: () => system.apps.map(({ app }) => app),
    foreground: () => where.front(),
    appState: (id) => where.state(id),
    launch,
    terminate(id) {
      if (!where.terminate(id)) return false;
      log.write('I', 'ActivityManager', `Killing ${id}`);
      moved();
      return true;
    },
    openUrl(url) {
      const sms = parseSmsUrl(url);
      if (sms !== undefined) {
        const { id } = model.open(sms.msisdn);
        if (sms.body !== '') drafts.set(id, sms.body);
        where.terminate(system.messages);
        launch(system.messages);
        show({ name: 'conversation', argument: id }, 'push');
        return true;
      }
      const target = system.openUrl(url);
      if (target === undefined) return false;
      where.terminate(target.app);
      launch(target.app);
      for (const screen of target.screens) show(screen, 'push');
      return true;
    },
    get airplaneMode() {
      return model.airplaneMode;
    },
    setAirplaneMode,
    onLog: (listener) => log.onLine(listener),
    recentLog: () => log.recent(),
    clearData(app) {
      if (app !== system.messages) return false;
      where.terminate(app);
      drafts.clear();
      scrolled.clear();
      composed.clear();
      log.write('I', 'PackageManager', `Cleared the data of ${app}`);
      model.reinstall();
      moved();
      return true;
    },
    attach(next) {
      if (next.os !== system.os) {
        throw new Error(
          `The ${system.os} phone ${model.name} cannot show an ${next.os} handset. Create another phone.`,
        );
      }
      stopListening();
      model = next;
      stopListening = model.onChange(changed);
      where.reset();
      drafts.clear();
      scrolled.clear();
      composed.clear();
      builtDay = dayOf(model.now());
      moved();
    },
  };
}
