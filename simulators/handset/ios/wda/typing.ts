import type { UiNode } from '../../ui/node.ts';
import type { Device } from './device.ts';
import { descendants, type Element } from './element.ts';
import { WdaError } from './error.ts';
import { tap } from './gesture.ts';
import { focusedField } from './screen.ts';
import type { Session } from './session.ts';

/** Keys that take away the character before the cursor. */
const erasing = new Set(['\b', '\u007f']);
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Presses the keys of a text, with a field in focus. False when it does not take them. */
export function typeInto({ phone }: Device, field: UiNode, text: string): boolean {
  if (![...text].some((key) => erasing.has(key))) return phone.type(field.key, text);
  const characters = [...graphemes.segment(field.text ?? '')].map(({ segment }) => segment);
  for (const { segment } of graphemes.segment(text)) {
    if (erasing.has(segment)) characters.pop();
    else characters.push(segment);
  }
  return phone.clear(field.key) && phone.type(field.key, characters.join(''));
}

/** Types into an element: focuses it with a tap when neither it nor anything in it has the focus. */
export function typeAt(device: Device, session: Session, element: Element, text: string): void {
  if (!typeInto(device, fieldOf(device, session, element), text)) throw unfocused(element);
}

function fieldOf(device: Device, session: Session, element: Element): UiNode {
  if (element.node.editable && element.node.enabled) return element.node;
  for (const inner of descendants(element)) if (inner.node.editable && inner.node.focused) return inner.node;
  tap(device, session, element);
  const field = focusedField(device);
  if (!field) throw unfocused(element);
  return field;
}

function unfocused({ node, type }: Element): WdaError {
  const name = node.identifier ?? node.label ?? node.key;
  return new WdaError(
    'invalid element state',
    `Neither the "${name}" ${type} itself nor its accessible descendants have the keyboard input focus`,
  );
}

/** Empties a field. What holds no text is empty already. */
export function clearText(device: Device, element: Element): void {
  const { node } = element;
  if (node.editable) {
    if ((node.text ?? '') !== '' && !device.phone.clear(node.key)) throw unfocused(element);
  } else if ((node.text ?? '') !== '') {
    throw new WdaError('invalid element state', `The value of '${node.identifier ?? node.key}' cannot be edited`);
  }
}
