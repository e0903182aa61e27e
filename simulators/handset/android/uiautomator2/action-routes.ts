import { sleep } from '../../../kernel/clock.ts';
import { centerOf, toRect } from '../accessibility/bounds.ts';
import { pressKey, typeText } from '../device/keyboard.ts';
import { type Point, strokeFinger } from '../device/touch.ts';
import { type ActionSource, type KeyItem, type PointerItem, parseActions } from './action-source.ts';
import { elementReference, isObject } from './body.ts';
import { invalidArgument } from './error.ts';
import { post, type Route, type RouteCall } from './route.ts';
import { isTypeable, w3cKeys, w3cModifiers, w3cNull } from './w3c-key.ts';

/** The longest chain of actions that is carried out, ms. */
const longestMs = 60_000;

interface Stroke {
  readonly from: Point;
  readonly to: Point;
}

function elementCenter({ session }: RouteCall, id: string, origin: unknown): Point {
  const reference = typeof origin === 'string' ? origin : isObject(origin) ? elementReference(origin) : undefined;
  if (reference === undefined) {
    throw invalidArgument(`An unknown element is set for action item 'pointerMove' of action '${id}'`);
  }
  const { bounds } = session.elements.get(reference).node;
  const { width, height } = toRect(bounds);
  if (width === 0 || height === 0) {
    throw invalidArgument(`The element with id '${reference}' has zero width/height in action '${id}'`);
  }
  return centerOf(bounds);
}

function moved(call: RouteCall, id: string, item: PointerItem & { type: 'pointerMove' }, at: Point | undefined): Point {
  const { origin, x, y } = item;
  if (origin === 'viewport') {
    if (x === undefined || y === undefined) {
      throw invalidArgument(`Both coordinates must be be set for action item 'pointerMove' of action '${id}'`);
    }
    return { x, y };
  }
  const base = origin === 'pointer' ? at : elementCenter(call, id, origin);
  if (!base) throw invalidArgument(`The first item of the action '${id}' must only use absolute coordinates`);
  return { x: base.x + (x ?? 0), y: base.y + (y ?? 0) };
}

/** Where a pointer went down and up again. A finger that is still down at the end is taken to be lifted. */
function strokes(call: RouteCall, { id, items }: ActionSource & { type: 'pointer' }): readonly Stroke[] {
  const found: Stroke[] = [];
  let at: Point | undefined;
  let down: Point | undefined;
  for (const item of items) {
    if (item.type === 'pointerMove') at = moved(call, id, item, at);
    else if (item.type !== 'pause' && !at) {
      throw invalidArgument(
        `Action item '${item.type}' of the action '${id}' should be preceded with at least one item having absolute coordinates`,
      );
    } else if (item.type === 'pointerDown') down = at;
    else if (item.type === 'pointerUp' && down && at) {
      found.push({ from: down, to: at });
      down = undefined;
    }
  }
  return down && at ? [...found, { from: down, to: at }] : found;
}

function pressKeys({ device }: RouteCall, items: readonly KeyItem[]): void {
  let shift = false;
  for (const item of items) {
    if (item.type === 'pause') continue;
    const [char = ''] = item.value;
    const down = item.type === 'keyDown';
    const modifier = w3cModifiers.get(char);
    if (char === w3cNull) shift = false;
    else if (modifier === 'shift') shift = down;
    else if (modifier || !down) continue;
    else {
      const code = w3cKeys.get(char);
      if (code !== undefined) pressKey(device.phone, code, shift ? 1 : 0, device.log);
      else if (isTypeable(char)) typeText(device.phone, shift ? char.toUpperCase() : char);
      else {
        throw invalidArgument(
          `KeyCharacterMap.getEvents is unable to synthesize KeyEvent sequence out of '${char.codePointAt(0)}' key code`,
        );
      }
    }
  }
}

const lengthMs = ({ items }: ActionSource): number =>
  items.reduce((sum: number, item: PointerItem | KeyItem) => sum + ('durationMs' in item ? item.durationMs : 0), 0);

/** Takes as long as the fingers would, then does what they did: taps, scrolls, keys. */
async function performActions(call: RouteCall): Promise<null> {
  const { device, body } = call;
  const sources = parseActions(body);
  const takesMs = Math.max(0, ...sources.map(lengthMs));
  if (takesMs > longestMs)
    throw invalidArgument(`The actions take ${takesMs} ms; at most ${longestMs} are carried out`);
  const pointers = sources.flatMap((source) => (source.type === 'pointer' ? [strokes(call, source)] : []));
  if (takesMs > 0) await sleep(device.clock, takesMs, 'android W3C actions');
  for (const source of sources) if (source.type === 'key') pressKeys(call, source.items);
  const fingers = pointers.filter((found) => found.length > 0);
  if (fingers.length > 1) device.log('warn', 'a gesture of several fingers does nothing on this simulated phone');
  else for (const { from, to } of fingers[0] ?? []) strokeFinger(device.phone, from, to);
  return null;
}

/** W3C actions. */
export const actionRoutes: readonly Route[] = [post('/actions', performActions)];
