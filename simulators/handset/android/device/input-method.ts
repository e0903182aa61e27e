import type { Phone } from '../../phone.ts';
import type { FaceLog } from '../log.ts';
import { typeText } from './keyboard.ts';
import type { DeviceSettings } from './settings.ts';

/** Appium's keyboards: one takes any character in modified UTF-7 (RFC 3501 5.1.3), one takes editor actions. */
const unicodeKeyboard = 'io.appium.settings/.UnicodeIME';
const appiumKeyboard = 'io.appium.settings/.AppiumIME';

/** Modified UTF-7 as text: `&-` is `&`, and what stands between `&` and `-` is UTF-16 in base64 with `,` for `/`. */
export function decodeModifiedUtf7(text: string): string {
  return text.replace(/&([^-]*)-/g, (_, encoded: string) => {
    if (encoded === '') return '&';
    const bytes = Buffer.from(encoded.replaceAll(',', '/'), 'base64');
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString('utf16le');
  });
}

/** `input text`: goes through whichever keyboard is chosen, into the focused field. */
export function inputText(phone: Phone, settings: DeviceSettings, text: string, log: FaceLog): void {
  const keyboard = settings.get('secure', 'default_input_method');
  if (keyboard === appiumKeyboard && /^\/.+\/$/.test(text)) {
    log('warn', `the editor action ${text.slice(0, 100)} does nothing on this simulated phone`);
    return;
  }
  const typed = keyboard === unicodeKeyboard ? decodeModifiedUtf7(text) : text;
  if (!typeText(phone, typed)) log('warn', 'input text: no field has the focus; the text is lost');
}
