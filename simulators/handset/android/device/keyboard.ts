import type { Phone } from '../../phone.ts';
import { type UiNode, walk } from '../../ui/node.ts';
import type { FaceLog } from '../log.ts';

/** android.view.KeyEvent codes that this phone acts on. */
export const keyCode = { home: 3, back: 4, enter: 66, delete: 67, numpadEnter: 160 } as const;

const metaShift = 0x1;

/** Codes that type a character: [plain, with shift]. */
const characters: ReadonlyMap<number, readonly [string, string]> = new Map([
  ...[...'0123456789'].map((digit, at) => [7 + at, [digit, ')!@#$%^&*('[at] ?? digit]] as const),
  ...[...'abcdefghijklmnopqrstuvwxyz'].map((letter, at) => [29 + at, [letter, letter.toUpperCase()]] as const),
  [17, ['*', '*']],
  [18, ['#', '#']],
  [55, [',', '<']],
  [56, ['.', '>']],
  [61, ['\t', '\t']],
  [62, [' ', ' ']],
  [68, ['`', '~']],
  [69, ['-', '_']],
  [70, ['=', '+']],
  [74, [';', ':']],
  [75, ["'", '"']],
  [76, ['/', '?']],
  [77, ['@', '@']],
  [81, ['+', '+']],
]);

/** Codes that change nothing on an unlocked phone with its screen on: volume, wake-up, escape, shift and its kin. */
const harmless: ReadonlySet<number> = new Set([0, 24, 25, 57, 58, 59, 60, 82, 111, 113, 114, 164, 224]);

/** The field that has the focus. */
export function focusedField(phone: Phone): UiNode | undefined {
  for (const node of walk(phone.tree())) if (node.focused && node.editable) return node;
  return undefined;
}

/** Types into the focused field; false when none has the focus. */
export function typeText(phone: Phone, text: string): boolean {
  const field = focusedField(phone);
  return field !== undefined && phone.type(field.key, text);
}

function deleteCharacter(phone: Phone): void {
  const field = focusedField(phone);
  if (!field?.text) return;
  const rest = [...field.text].slice(0, -1).join('');
  phone.clear(field.key);
  if (rest !== '') phone.type(field.key, rest);
}

/** Presses and releases a key. A key that this phone does not know is logged and does nothing. */
export function pressKey(phone: Phone, code: number, metaState: number, log: FaceLog): void {
  const typed = characters.get(code)?.[metaState & metaShift ? 1 : 0];
  if (typed !== undefined) typeText(phone, typed);
  else if (code === keyCode.back) phone.back();
  else if (code === keyCode.home) phone.home();
  else if (code === keyCode.enter || code === keyCode.numpadEnter) typeText(phone, '\n');
  else if (code === keyCode.delete) deleteCharacter(phone);
  else if (!harmless.has(code)) log('warn', `key code ${code} does nothing on this simulated phone`);
}
