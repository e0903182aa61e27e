import type { Phone } from '../../phone.ts';
import { cropPng } from '../../png/crop.ts';
import { PngError, readPng } from '../../png/read.ts';
import { writePng } from '../../png/write.ts';
import { toRect } from '../accessibility/bounds.ts';
import type { AxNode } from '../accessibility/node.ts';
import { screenPixels } from '../device/properties.ts';
import { AutomationError } from './error.ts';

/** The whole screen, base64 of a PNG. */
export const screenScreenshot = (phone: Phone): string => Buffer.from(phone.screenshot()).toString('base64');

/** What of an element can be seen, base64 of a PNG in the pixels of the screenshot. */
export function elementScreenshot(phone: Phone, { bounds }: AxNode): string {
  try {
    const image = readPng(phone.screenshot());
    const ratio = image.width / screenPixels(phone).width; // screenshots may be smaller than the screen
    const { x, y, width, height } = toRect(bounds);
    const part = { x: x * ratio, y: y * ratio, width: width * ratio, height: height * ratio };
    return Buffer.from(writePng(cropPng(image, part))).toString('base64');
  } catch (error) {
    if (error instanceof PngError) throw new AutomationError('unable to capture screen', error.message);
    throw error;
  }
}
