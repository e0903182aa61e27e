import { findElements } from '../../locators/find.ts';
import { attribute, type Element, withDescendants } from '../element.ts';
import { WdaError } from '../error.ts';
import { type Call, get, post, type Route, sessionOf } from '../route.ts';
import { activeApplication, reference, resolve } from '../screen.ts';

/** What a search found. */
interface Found {
  readonly elements: readonly Element[];
  readonly bundleId: string;
}

function search(call: Call, rootOf: (application: Element) => Element): Found {
  const { using, value } = call.arguments;
  const { root, bundleId } = activeApplication(call.device, call.session);
  if (typeof using !== 'string' || typeof value !== 'string') {
    throw new WdaError(
      'invalid argument',
      `Invalid locator requested: ${typeof using === 'string' ? using : '(null)'}`,
    );
  }
  return { elements: findElements(rootOf(root), using, value), bundleId };
}

const everywhere = (call: Call): Found => search(call, (application) => application);
const within = (call: Call): Found =>
  search(call, () => resolve(call.device, sessionOf(call), call.parameters['uuid'] ?? ''));

const noSuchElement = ({ arguments: { using, value } }: Call): WdaError =>
  new WdaError('no such element', `unable to find an element using '${String(using)}', value '${String(value)}'`);

/** What an answer says of an element besides its reference, when it is not compact. */
const described: Readonly<Record<string, (element: Element) => unknown>> = {
  name: (element) => element.type,
  type: (element) => element.type,
  text: (element) => attribute(element, 'value') ?? attribute(element, 'label'),
  rect: (element) => attribute(element, 'rect'),
  enabled: (element) => attribute(element, 'enabled'),
  displayed: (element) => attribute(element, 'visible'),
  selected: (element) => attribute(element, 'selected'),
  label: (element) => attribute(element, 'label'),
};

function answer(call: Call, bundleId: string, element: Element): object {
  const session = sessionOf(call);
  const compact = reference(session, bundleId, element);
  if (session.settings.shouldUseCompactResponses) return compact;
  const fields = session.settings.elementResponseAttributes.split(',');
  const values = fields.flatMap((field): [string, unknown][] => {
    if (field.startsWith('attribute/')) return [[field, attribute(element, field.slice(10))]];
    const describe = Object.hasOwn(described, field) ? described[field] : undefined;
    return describe ? [[field, describe(element)]] : [];
  });
  return { ...compact, ...Object.fromEntries(values) };
}

const one =
  (find: (call: Call) => Found) =>
  (call: Call): object => {
    const { elements, bundleId } = find(call);
    const [first] = elements;
    if (!first) throw noSuchElement(call);
    return answer(call, bundleId, first);
  };

const all =
  (find: (call: Call) => Found) =>
  (call: Call): object => {
    const { elements, bundleId } = find(call);
    return elements.map((element) => answer(call, bundleId, element));
  };

const filtered = (call: Call, root: Element, test: (element: Element) => boolean): Found => ({
  elements: [...withDescendants(root)].filter(test),
  bundleId: call.device.phone.foreground(),
});

export const findRoutes: readonly Route[] = [
  post('/element', one(everywhere)),
  post('/elements', all(everywhere)),
  post('/element/:uuid/element', one(within)),
  post('/element/:uuid/elements', all(within)),
  get(
    '/element/active',
    one((call) => filtered(call, activeApplication(call.device, call.session).root, ({ node }) => node.focused)),
  ),
  get(
    '/wda/element/:uuid/getVisibleCells',
    all((call) =>
      filtered(
        call,
        resolve(call.device, sessionOf(call), call.parameters['uuid'] ?? ''),
        ({ type, node }) => type === 'XCUIElementTypeCell' && node.visible,
      ),
    ),
  ),
];
