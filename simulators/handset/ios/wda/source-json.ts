import { attribute, type Element } from './element.ts';
import { shortType, supportsInnerText } from './element-type.ts';
import type { JsonObject } from './json.ts';

/** Attributes that can be excluded, and their names in the JSON source. */
const flags = ['enabled', 'visible', 'accessible', 'nativeAccessibilityElement', 'focused'] as const;
const texts = ['frame', 'nativeFrame', 'traits'] as const;

/** The page source as JSON: flags are "1" and "0", types are short. */
export function jsonSource(element: Element, excluded: ReadonlySet<string>): JsonObject {
  const { node, type } = element;
  const wanted = (name: string): boolean => !excluded.has(name);
  return {
    type: shortType(type),
    rawIdentifier: node.identifier === '' ? null : (node.identifier ?? null),
    name: attribute(element, 'name'),
    value: attribute(element, 'value'),
    label: attribute(element, 'label'),
    rect: attribute(element, 'rect'),
    customActions: null,
    ...Object.fromEntries(texts.filter(wanted).map((name) => [name, attribute(element, name)])),
    ...Object.fromEntries(
      flags
        .filter(wanted)
        .map((name) => [`is${name.charAt(0).toUpperCase()}${name.slice(1)}`, attribute(element, name) ? '1' : '0']),
    ),
    ...(supportsInnerText(type) && wanted('placeholderValue')
      ? { placeholderValue: attribute(element, 'placeholderValue') }
      : {}),
    ...(element.children.length > 0 ? { children: element.children.map((child) => jsonSource(child, excluded)) } : {}),
  };
}
