import { walk } from '../../ui/node.ts';
import { attributeNamed, queryableNames, textOf } from '../accessibility/attributes.ts';
import { centerOf, toRect } from '../accessibility/bounds.ts';
import type { AxNode } from '../accessibility/node.ts';
import { keyCode, pressKey } from '../device/keyboard.ts';
import { elementModel, optionalString, requiredString } from './body.ts';
import type { CurrentElement } from './element-cache.ts';
import { AutomationError, invalidElementState, noSuchElement } from './error.ts';
import { get, post, type Route, type RouteCall } from './route.ts';
import { elementScreenshot } from './screenshot.ts';

const current = ({ session, params }: RouteCall): CurrentElement => session.elements.get(params['id'] ?? '');

function focusedId({ session, screen, device }: RouteCall): string {
  for (const { focused, key } of walk(device.phone.tree())) {
    const node = focused ? screen.read().byKey.get(key) : undefined;
    if (node) return session.elements.add({ node }, { single: true });
  }
  throw noSuchElement();
}

function attribute(call: RouteCall): string | null {
  const { node, bySelector } = current(call);
  const name = call.params['name'] ?? '';
  const found = attributeNamed(name);
  if (!found?.queryable) {
    throw new AutomationError(
      'unknown command',
      `'${name.slice(0, 100)}' attribute is unknown for the element. Only the following attributes are supported: [${queryableNames()}]`,
    );
  }
  const value = found.value(node);
  // UiObject, which UiSelector gives, has no null descriptions
  return value === null && bySelector && found.names[0] === 'content-desc' ? '' : value;
}

/** ACTION_SET_TEXT: replaces the text of an enabled field; false for anything else. */
function setText({ device }: RouteCall, { ui }: AxNode, text: string): boolean {
  if (!ui.editable || !ui.enabled) return false;
  return device.phone.clear(ui.key) && (text === '' || device.phone.type(ui.key, text));
}

/** Appends, or replaces with `replace`. What cannot be cleared away is a hint and does not count as text. */
function sendKeys(call: RouteCall, id: string): null {
  const text = requiredString(call.body, 'text');
  const { node } = call.session.elements.get(id);
  const before = call.body['replace'] === true || !node.ui.editable ? '' : (node.ui.text ?? '');
  if (!setText(call, node, before + text)) {
    throw invalidElementState(
      `Cannot set the element to '${text.slice(0, 500)}'. Did you interact with the correct element?`,
    );
  }
  if (text.endsWith('\\n')) pressKey(call.device.phone, keyCode.enter, 0, call.device.log);
  return null;
}

function find(call: RouteCall): string {
  const { body, session } = call;
  return session.findOne(
    requiredString(body, 'strategy'),
    requiredString(body, 'selector'),
    optionalString(body, 'context'),
  );
}

function findAll({ body, session }: RouteCall): readonly string[] {
  const strategy = requiredString(body, 'strategy');
  return session.findMany(strategy, requiredString(body, 'selector'), optionalString(body, 'context'));
}

function firstVisible(call: RouteCall): string {
  const child = current(call).node.children.find(({ ui }) => ui.visible);
  if (!child) throw noSuchElement('Could not get children for container object');
  return call.session.elements.add({ node: child }, { single: true });
}

/** Commands on elements. */
export const elementRoutes: readonly Route[] = [
  post('/element', (call) => elementModel(find(call))),
  post('/elements', (call) => findAll(call).map(elementModel)),
  get('/element/active', (call) => elementModel(focusedId(call))),
  post('/element/:id/click', (call) => {
    const { x, y } = centerOf(current(call).node.bounds);
    call.device.phone.tapAt(x, y);
    return null;
  }),
  post('/element/:id/clear', (call) => {
    setText(call, current(call).node, ''); // on anything but a field the server does nothing, and does not say so
    return null;
  }),
  post('/element/:id/value', (call) => sendKeys(call, call.params['id'] ?? '')),
  post('/keys', (call) => sendKeys(call, focusedId(call))),
  get('/element/:id/text', (call) => textOf(current(call).node)),
  get('/element/:id/name', (call) => current(call).node.ui.label ?? (current(call).bySelector ? '' : null)),
  get('/element/:id/attribute/:name', attribute),
  get('/element/:id/rect', (call) => toRect(current(call).node.bounds)),
  get('/element/:id/size', (call) => {
    const { width, height } = toRect(current(call).node.bounds);
    return { height, width };
  }),
  get('/element/:id/location', (call) => {
    const { left, top } = current(call).node.bounds;
    return { x: left, y: top };
  }),
  get('/element/:id/screenshot', (call) => elementScreenshot(call.device.phone, current(call).node)),
  get('/screenshot/:id', (call) => elementScreenshot(call.device.phone, current(call).node)),
  get('/appium/element/:id/first_visible', (call) => elementModel(firstVisible(call))),
];
