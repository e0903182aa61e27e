import { type Body, isObject, optionalNumber, optionalString } from './body.ts';
import { invalidArgument } from './error.ts';

/** What a pointer does, in order. Times in ms. */
export type PointerItem =
  | { readonly type: 'pause'; readonly durationMs: number }
  | { readonly type: 'pointerDown' }
  | { readonly type: 'pointerUp' }
  | {
      readonly type: 'pointerMove';
      readonly durationMs: number;
      /** `viewport`, `pointer` (where it is), or an element. */
      readonly origin: unknown;
      readonly x: number | undefined;
      readonly y: number | undefined;
    };

/** What a keyboard does, in order. */
export type KeyItem =
  | { readonly type: 'pause'; readonly durationMs: number }
  | { readonly type: 'keyDown' | 'keyUp'; readonly value: string };

/** One input source of W3C actions. */
export type ActionSource =
  | { readonly type: 'none'; readonly items: readonly KeyItem[] }
  | { readonly type: 'key'; readonly items: readonly KeyItem[] }
  | { readonly type: 'pointer'; readonly id: string; readonly items: readonly PointerItem[] };

const pointerTypes = ['mouse', 'pen', 'touch'];
const itemTypes = {
  pointer: ['pointerMove', 'pointerUp', 'pointerDown', 'pointerCancel', 'pause'],
  key: ['keyUp', 'keyDown', 'pause'],
  none: ['pause'],
} as const;
const maxItems = 10_000;

function durationOf(item: Body, type: string, id: string): number {
  const duration = optionalNumber(item, 'duration');
  if (duration === undefined) {
    throw invalidArgument(`Missing duration key for action item '${type}' of action with id '${id}'`);
  }
  if (duration < 0) {
    throw invalidArgument(`duration key cannot be negative for action item '${type}' of action with id '${id}'`);
  }
  return duration;
}

/** pointerCancel takes back the item before it. */
function withoutCancelled(items: readonly Body[]): readonly Body[] {
  const kept: Body[] = [];
  for (const item of items) {
    if (item['type'] === 'pointerCancel') kept.pop();
    else kept.push(item);
  }
  return kept;
}

function pointerItem(item: Body, id: string): PointerItem {
  switch (item['type']) {
    case 'pointerDown':
      return { type: 'pointerDown' };
    case 'pointerUp':
      return { type: 'pointerUp' };
    case 'pause':
      return { type: 'pause', durationMs: durationOf(item, 'pause', id) };
    default:
      return {
        type: 'pointerMove',
        durationMs: durationOf(item, 'pointerMove', id),
        origin: item['origin'] ?? 'viewport',
        x: optionalNumber(item, 'x'),
        y: optionalNumber(item, 'y'),
      };
  }
}

function keyItem(item: Body, id: string): KeyItem {
  const type = item['type'];
  if (type !== 'keyDown' && type !== 'keyUp') return { type: 'pause', durationMs: durationOf(item, 'pause', id) };
  const value = optionalString(item, 'value');
  if (!value) throw invalidArgument(`Missing value key for action item '${type}' of action with id '${id}'`);
  return { type, value };
}

function checkedItems(source: Body, id: string, type: keyof typeof itemTypes): readonly Body[] {
  const { actions } = source;
  if (!Array.isArray(actions)) throw invalidArgument(`'${id}' action should contain at least one item`);
  if (actions.length > maxItems) throw invalidArgument(`'${id}' action has ${actions.length} items`);
  const allowed: readonly string[] = itemTypes[type];
  return actions.map((item: unknown) => {
    const kind = isObject(item) ? item['type'] : undefined;
    if (!isObject(item) || typeof kind !== 'string') {
      throw invalidArgument(`All items of '${id}' action must have the type key set`);
    }
    if (!allowed.includes(kind)) {
      throw invalidArgument(
        `Only [${allowed.join(', ')}] item type values are supported for action type '${type}'. '${kind}' is passed instead for action '${id}'`,
      );
    }
    return item;
  });
}

function pointerType(source: Body, id: string, type: string): string | undefined {
  const { parameters } = source;
  const given = isObject(parameters) ? optionalString(parameters, 'pointerType') : undefined;
  if (given === undefined) return undefined;
  if (!pointerTypes.includes(given)) {
    throw invalidArgument(
      `Only [${pointerTypes.join(', ')}] values are supported for pointerType key in action '${id}'`,
    );
  }
  if (type !== 'pointer')
    throw invalidArgument(`pointerType parameter is only supported for action type 'pointer' in '${id}' action`);
  return given;
}

/** Reads the body of `POST /actions`. Throws `invalid argument` with the server's reasons. */
export function parseActions({ actions }: Body): readonly ActionSource[] {
  if (!Array.isArray(actions)) throw invalidArgument("The mandatory field 'actions' is not present in JSON");
  const ids = new Set<string>();
  const kinds = new Set<string>();
  return actions.map((source: unknown): ActionSource => {
    const id = isObject(source) ? optionalString(source, 'id') : undefined;
    if (!isObject(source) || id === undefined) throw invalidArgument('All actions must have the id key set');
    if (ids.has(id)) throw invalidArgument(`The action id '${id}' has one one or more duplicates`);
    ids.add(id);
    const type = source['type'];
    if (type !== 'pointer' && type !== 'key' && type !== 'none') {
      throw invalidArgument(
        `Only [pointer, key, none] values are supported for type key. '${String(type)}' is passed instead for action '${id}'`,
      );
    }
    const kind = pointerType(source, id, type);
    if (kind !== undefined) kinds.add(kind);
    if (kinds.size > 1) throw invalidArgument('It is only allowed to use one pointer type simultaneously');
    const items = withoutCancelled(checkedItems(source, id, type));
    return type === 'pointer'
      ? { type, id, items: items.map((item) => pointerItem(item, id)) }
      : { type, items: items.map((item) => keyItem(item, id)) };
  });
}
