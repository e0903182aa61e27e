import { cropPng } from '../../../png/crop.ts';
import { PngError, readPng } from '../../../png/read.ts';
import { writePng } from '../../../png/write.ts';
import { type AttributeValue, attribute, attributeGetter, type Element, rectOf, unknownAttribute } from '../element.ts';
import { WdaError } from '../error.ts';
import { tap } from '../gesture.ts';
import { isJsonList } from '../json.ts';
import { type Call, get, post, type Route, sessionOf } from '../route.ts';
import { resolve } from '../screen.ts';
import { clearText, typeAt } from '../typing.ts';

export const elementOf = (call: Call): Element => resolve(call.device, sessionOf(call), call.parameters['uuid'] ?? '');

const read =
  (name: string) =>
  (call: Call): AttributeValue =>
    attribute(elementOf(call), name);

function anyAttribute(call: Call): AttributeValue {
  const element = elementOf(call);
  const name = call.parameters['name'] ?? '';
  const getter = attributeGetter(name);
  if (!getter) throw new WdaError('unknown error', unknownAttribute(name));
  return getter(element);
}

function setValue(call: Call): null {
  const element = elementOf(call);
  const value = call.arguments['value'] ?? call.arguments['text'];
  if (value === undefined || value === null) {
    throw new WdaError('invalid argument', "Neither 'value' nor 'text' parameter is provided");
  }
  typeAt(call.device, sessionOf(call), element, isJsonList(value) ? value.map(String).join('') : String(value));
  return null;
}

function screenshot(call: Call): string {
  const element = elementOf(call);
  try {
    const picture = readPng(call.device.phone.screenshot());
    const scale = picture.width / call.device.phone.screen.width;
    const { x, y, width, height } = rectOf(element);
    const part = cropPng(picture, { x: x * scale, y: y * scale, width: width * scale, height: height * scale });
    return Buffer.from(writePng(part)).toString('base64');
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
    throw new WdaError('unable to capture screen', `Cannot take a screenshot of ${element.type}: ${error.message}`);
  }
}

export const elementRoutes: readonly Route[] = [
  get('/element/:uuid/enabled', read('enabled')),
  get('/element/:uuid/rect', read('rect')),
  get('/element/:uuid/displayed', read('visible')),
  get('/element/:uuid/selected', read('selected')),
  get('/element/:uuid/name', read('type')),
  get('/element/:uuid/attribute/:name', anyAttribute),
  get('/element/:uuid/text', (call) => {
    const element = elementOf(call);
    return attribute(element, 'value') ?? attribute(element, 'label') ?? '';
  }),
  get('/wda/element/:uuid/accessible', read('accessible')),
  get('/wda/element/:uuid/accessibilityContainer', read('accessibilityContainer')),
  post('/element/:uuid/click', (call) => {
    tap(call.device, sessionOf(call), elementOf(call));
    return null;
  }),
  post('/element/:uuid/value', setValue),
  post('/element/:uuid/clear', (call) => {
    clearText(call.device, elementOf(call));
    return null;
  }),
  get('/element/:uuid/screenshot', screenshot),
  get('/screenshot/:uuid', screenshot),
];
