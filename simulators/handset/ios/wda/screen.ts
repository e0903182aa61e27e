import { type UiNode, walk } from '../../ui/node.ts';
import type { Device } from './device.ts';
import { type Element, elementTree, withDescendants } from './element.ts';
import type { ElementReference } from './element-cache.ts';
import { WdaError } from './error.ts';
import type { Session } from './session.ts';
import { defaultSettings } from './settings.ts';

/** The app in front, as it looks now. */
export interface ActiveApplication {
  readonly bundleId: string;
  readonly pid: number;
  readonly name: string;
  readonly root: Element;
}

/** Deeper trees are cut, whatever the client's setting says. */
const deepest = 200;
const applicationType = 'XCUIElementTypeApplication';

interface Snapshot {
  readonly revision: number;
  readonly bundleId: string;
  readonly maxDepth: number;
  readonly root: Element;
}

/** The latest look at each phone, good until its screen changes. */
const snapshots = new WeakMap<Device, Snapshot>();

/**
 * The application that commands act on: the one in front. When the tested app is gone although nobody ended it, it has
 * crashed, and every look at the screen says so (FBSession).
 *
 * @throws WdaError
 */
export function activeApplication(device: Device, session: Session | undefined): ActiveApplication {
  const { phone, processes } = device;
  const tested = session?.testedApp;
  if (session?.expectedToRun && tested !== undefined && phone.appState(tested) <= 1) {
    throw new WdaError(
      'invalid element state',
      `The application under test with bundle id '${tested}' is not running, possibly crashed`,
    );
  }
  const bundleId = phone.foreground();
  return {
    bundleId,
    pid: processes.pid(bundleId),
    name: phone.apps().find(({ id }) => id === bundleId)?.name ?? ' ',
    root: snapshot(device, session, bundleId),
  };
}

function snapshot(device: Device, session: Session | undefined, bundleId: string): Element {
  const wanted = (session?.settings ?? defaultSettings).snapshotMaxDepth;
  const maxDepth = Math.max(1, Math.min(deepest, wanted));
  const revision = device.phone.revision();
  const known = snapshots.get(device);
  if (known?.revision === revision && known.bundleId === bundleId && known.maxDepth === maxDepth) return known.root;
  const root = elementTree(asApplication(device, bundleId), maxDepth, ({ key }) =>
    device.elementIds({ bundleId, key }, device.processes.pid(bundleId)),
  );
  snapshots.set(device, { revision, bundleId, maxDepth, root });
  return root;
}

/** The screen's tree, in an application element should the phone leave that out. */
function asApplication({ phone }: Device, bundleId: string): UiNode {
  const tree = phone.tree();
  if (tree.type === applicationType) return tree;
  return {
    key: `application ${bundleId}`,
    type: applicationType,
    label: phone.apps().find(({ id }) => id === bundleId)?.name ?? ' ',
    rect: { x: 0, y: 0, width: phone.screen.width, height: phone.screen.height },
    enabled: true,
    visible: true,
    focused: false,
    selected: false,
    editable: false,
    scrollable: false,
    children: [tree],
  };
}

/** What clients get for an element, which the session remembers from now on. */
export function reference(session: Session, bundleId: string, element: Element): Record<string, unknown> {
  const uid = element.uid();
  session.elements.store(uid, { bundleId, key: element.node.key });
  return { 'element-6066-11e4-a52e-4f735466cecf': uid, ELEMENT: uid };
}

/**
 * The element behind a client's reference, as it is now.
 *
 * @throws WdaError `stale element reference` when it was never found, or is not on the screen any more
 */
export function resolve(device: Device, session: Session, uid: string): Element {
  const known = session.elements.get(uid);
  if (!known) {
    throw new WdaError(
      'stale element reference',
      `The element identified by "${uid}" is either not present or it has expired from the internal cache. Try to find it again`,
    );
  }
  const { bundleId, root } = activeApplication(device, session);
  const element = bundleId === known.bundleId ? byKey(root, known) : undefined;
  if (!element) {
    session.elements.forget(uid);
    throw new WdaError(
      'stale element reference',
      `The previously found element "${uid}" is not present in the current view anymore. Make sure the application UI has the expected state`,
    );
  }
  return element;
}

function byKey(root: Element, { key }: ElementReference): Element | undefined {
  for (const element of withDescendants(root)) if (element.node.key === key) return element;
  return undefined;
}

/** The field that the keyboard types into. */
export function focusedField({ phone }: Device): UiNode | undefined {
  for (const node of walk(phone.tree())) if (node.editable && node.focused) return node;
  return undefined;
}
