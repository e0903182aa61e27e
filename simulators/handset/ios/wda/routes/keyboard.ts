import { attribute, descendants, withDescendants } from '../element.ts';
import { WdaError } from '../error.ts';
import { tap } from '../gesture.ts';
import { isJsonList } from '../json.ts';
import { type Call, post, type Route, sessionOf } from '../route.ts';
import { activeApplication } from '../screen.ts';

/** Puts the keyboard away by one of its keys; there is nothing to do while none is shown. */
function dismiss(call: Call): null {
  const session = sessionOf(call);
  const keyboard = () =>
    [...withDescendants(activeApplication(call.device, session).root)].find(
      ({ type, node }) => type === 'XCUIElementTypeKeyboard' && node.visible,
    );
  const shown = keyboard();
  if (!shown) return null;
  const names = call.arguments['keyNames'];
  for (const key of descendants(shown)) {
    const name = attribute(key, 'name');
    if (isJsonList(names) && typeof name === 'string' && names.includes(name)) {
      tap(call.device, session, key);
      if (!keyboard()) return null;
    }
  }
  throw new WdaError(
    'invalid element state',
    'Did not know how to dismiss the keyboard. Try to dismiss it in the way supported by your application under test.',
  );
}

export const keyboardRoutes: readonly Route[] = [post('/wda/keyboard/dismiss', dismiss)];
