import { WdaError } from './error.ts';
import type { Point } from './gesture.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject, numberOf, textOf } from './json.ts';

/** What a sequence of W3C actions comes down to. */
export type Step =
  | { readonly do: 'touch'; readonly from: Point; readonly to: Point; readonly heldMs: number }
  | { readonly do: 'type'; readonly text: string };

/** Where an element is that a pointer's move starts from. */
export type OriginPoint = (uid: string) => Point;

const elementKeys = ['element-6066-11e4-a52e-4f735466cecf', 'ELEMENT'];
/** More than any gesture has. */
const mostItems = 10_000;

const refused = (why: string): WdaError => new WdaError('unknown error', why);
const shown = (value: Json | undefined): string => JSON.stringify(value ?? null).slice(0, 200);

/**
 * Reads the body of `POST /actions` (WebDriver, section 17): one list of steps for each input source, touches by where a
 * finger went down and up, keys by what they type.
 *
 * @throws WdaError as WebDriverAgent words it
 */
export function readActions(actions: Json | undefined, originPoint: OriginPoint): Step[][] {
  if (!isJsonList(actions)) throw refused('The actions must be a list');
  const ids = new Set<string>();
  const sources: Step[][] = [];
  for (const action of actions) {
    const source = isJsonObject(action) ? action : {};
    const id = textOf(source['id']) ?? '';
    if (id === '') throw refused(`The mandatory action id field is missing or empty for '${shown(action)}'`);
    if (ids.has(id)) throw refused(`Action id '${id}' is not unique for '${shown(action)}'`);
    ids.add(id);
    const items = source['actions'];
    if (!isJsonList(items)) {
      throw refused(
        `It is mandatory to have at least one item defined for each action. Action with id '${id}' contains none`,
      );
    }
    if (items.length > mostItems) throw refused(`Action with id '${id}' has more than ${mostItems} items`);
    if (items.length > 0) sources.push(steps(id, source, items.map(itemOf), originPoint));
  }
  return sources;
}

const itemOf = (item: Json): JsonObject => (isJsonObject(item) ? item : {});

function steps(id: string, source: JsonObject, items: readonly JsonObject[], originPoint: OriginPoint): Step[] {
  if (source['type'] === 'key') return keySteps(id, items);
  if (source['type'] !== 'pointer') {
    throw refused(
      `Only actions of '(pointer, key)' types are supported. '${textOf(source['type'])}' is given instead for action with id '${id}'`,
    );
  }
  const parameters = isJsonObject(source['parameters']) ? source['parameters'] : {};
  const pointer = textOf(parameters['pointerType']) ?? 'mouse';
  if (pointer !== 'touch') {
    throw refused(`Only pointer type 'touch' is supported. '${pointer}' is given instead for action with id '${id}'`);
  }
  return pointerSteps(id, items, originPoint);
}

function durationOf(item: JsonObject): number {
  const duration = item['duration'] === undefined ? 0 : numberOf(item['duration']);
  if (duration === undefined || duration < 0) {
    throw refused(`Duration must be a valid positive number for '${shown(item)}' action item`);
  }
  return duration;
}

function pointerSteps(id: string, items: readonly JsonObject[], originPoint: OriginPoint): Step[] {
  const result: Step[] = [];
  let position: Point | undefined;
  let down: { from: Point; heldMs: number } | undefined;
  for (const item of uncancelled(items)) {
    const duration = durationOf(item);
    switch (item['type']) {
      case 'pointerMove':
        position = moved(item, position, originPoint);
        break;
      case 'pause':
        if (down) down.heldMs += duration;
        break;
      case 'pointerDown':
        if (!position) throw refused(`The '${shown(item)}' action item must be preceded by pointerMove item`);
        down = { from: position, heldMs: 0 };
        break;
      case 'pointerUp':
        if (!down || !position) throw refused(`Pointer Up must not be the first action in '${shown(item)}'`);
        result.push({ do: 'touch', ...down, to: position });
        down = undefined;
        break;
      default:
        throw refused(
          `'${id}' action item type '${textOf(item['type'])}' is not supported. Only the following action item types are supported: (pause, pointerUp, pointerDown, pointerMove)`,
        );
    }
  }
  return result;
}

/** A `pointerCancel` undoes the item before it. */
function uncancelled(items: readonly JsonObject[]): JsonObject[] {
  const kept: JsonObject[] = [];
  for (const item of items) {
    if (item['type'] === 'pointerCancel') kept.pop();
    else kept.push(item);
  }
  return kept;
}

function moved(item: JsonObject, position: Point | undefined, originPoint: OriginPoint): Point {
  const origin = item['origin'] ?? 'viewport';
  const [x, y] = [numberOf(item['x']), numberOf(item['y'])];
  if ((x === undefined) !== (y === undefined) || (origin === 'viewport' && x === undefined)) {
    throw refused(`Both 'x' and 'y' options should be set for '${shown(item)}' action item`);
  }
  const offset = { x: x ?? 0, y: y ?? 0 };
  if (origin === 'viewport') return offset;
  const start = origin === 'pointer' ? position : originPoint(elementOf(origin, item));
  if (!start) {
    throw refused(`There is no previous item for '${shown(item)}' action item, however origin is set to 'pointer'`);
  }
  return { x: start.x + offset.x, y: start.y + offset.y };
}

function elementOf(origin: Json, item: JsonObject): string {
  const uid = isJsonObject(origin) ? elementKeys.map((key) => textOf(origin[key])).find(Boolean) : textOf(origin);
  if (uid === undefined) {
    throw refused(
      `Unsupported origin type '${shown(origin)}' is set for '${shown(item)}' action item. Supported origin types: (pointer, viewport) or an element instance`,
    );
  }
  return uid;
}

/** WebDriver's code points for keys without a character, as far as an iPhone has them. */
const specialKeys: Readonly<Record<string, string>> = {
  '\ue003': '\b',
  '\ue004': '\t',
  '\ue006': '\r',
  '\ue007': '\n',
  '\ue00d': ' ',
  '\ue017': '\u007f',
};

function keySteps(id: string, items: readonly JsonObject[]): Step[] {
  const held: string[] = [];
  let text = '';
  for (const item of items) {
    if (item['type'] === 'pause') {
      durationOf(item);
      continue;
    }
    const [value] = textOf(item['value']) ?? '';
    if (value === undefined) {
      throw refused(`Key value must be present and should be a valid non-empty string for '${shown(item)}'`);
    }
    if (item['type'] === 'keyDown') held.push(value);
    else if (item['type'] === 'keyUp') {
      const at = held.lastIndexOf(value);
      if (at < 0) {
        throw refused(`Key Up action '${value}' is not balanced with a preceding Key Down one in '${shown(item)}'`);
      }
      held.splice(at, 1);
      text += /^[\ue000-\ue05d]$/.test(value) ? (specialKeys[value] ?? '') : value;
    } else {
      throw refused(
        `'${id}' action item type '${textOf(item['type'])}' is not supported. Only the following action item types are supported: (pause, keyUp, keyDown)`,
      );
    }
  }
  const [open] = held;
  if (open !== undefined) throw refused(`Key Down action '${open}' must have a closing Key Up successor in '${id}'`);
  return [{ do: 'type', text }];
}
