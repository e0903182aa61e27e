import { readActions, type Step } from '../action.ts';
import { WdaError } from '../error.ts';
import { center, drag } from '../gesture.ts';
import { isJsonList } from '../json.ts';
import { type Call, post, type Route, sessionOf } from '../route.ts';
import { activeApplication, focusedField, resolve } from '../screen.ts';
import { typeInto } from '../typing.ts';
import { unsupported } from './gesture.ts';

/** A finger that rests as long as this, ms, opens a context menu on a real phone. */
const longPressMs = 500;

function perform(call: Call): null {
  const { device } = call;
  const session = sessionOf(call);
  activeApplication(device, session);
  const sources = readActions(call.arguments['actions'], (uid) => center(resolve(device, session, uid)));
  const touching = sources.filter((steps) => steps.some((step) => step.do === 'touch'));
  if (touching.length > 1) throw unsupported('gestures with more than one finger');
  if (touching.flat().some((step) => step.do === 'touch' && isLongPress(step))) throw unsupported('long presses');
  for (const step of sources.flat()) {
    if (step.do === 'touch') drag(device.phone, step.from, step.to);
    else press(call, step.text);
  }
  return null;
}

const isLongPress = ({ from, to, heldMs }: Extract<Step, { do: 'touch' }>): boolean =>
  heldMs >= longPressMs && Math.hypot(to.x - from.x, to.y - from.y) < 1;

/** Keys go to the field in focus; without one they go nowhere. */
function press({ device }: Call, text: string): void {
  const field = focusedField(device);
  if (field && text !== '') typeInto(device, field, text);
}

export const actionRoutes: readonly Route[] = [
  post('/actions', perform),
  post('/wda/keys', (call) => {
    const keys = call.arguments['value'];
    if (!isJsonList(keys)) throw new WdaError('invalid argument', "The 'value' argument must be an array");
    press(call, keys.map(String).join(''));
    return null;
  }),
];
