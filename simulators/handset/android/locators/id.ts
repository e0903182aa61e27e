import type { AxNode } from '../accessibility/node.ts';
import { findBySelector, hasResource } from './by-selector.ts';
import type { LocatorSettings } from './locator.ts';

const qualified = /^[a-zA-Z_][a-zA-Z0-9._]*:[^/]+\/\S+$/;

/**
 * By resource id. One that is not `package:type/name` is taken for a name in the app under test; so a Compose test tag
 * is only found with the setting disableIdLocatorAutocompletion, or mapTestTagToResourceId, which looks for both.
 */
export function findById(root: AxNode, id: string, settings: LocatorSettings): readonly AxNode[] {
  const asIs = settings.disableIdLocatorAutocompletion || qualified.test(id);
  const full = asIs ? id : `${settings.appPackage}:id/${id}`;
  const isFull = hasResource(full);
  if (!settings.mapTestTagToResourceId) return findBySelector(root, isFull);
  const isRaw = hasResource(id);
  return findBySelector(root, (node) => isFull(node) || isRaw(node));
}
