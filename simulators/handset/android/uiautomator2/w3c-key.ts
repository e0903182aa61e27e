import { keyCode } from '../device/keyboard.ts';

/** Keys of the W3C's private-use characters (WebDriver 17.4.2) and the Android codes they press. */
export const w3cKeys: ReadonlyMap<string, number> = new Map([
  ['\uE003', keyCode.delete],
  ['\uE004', 61],
  ['\uE006', keyCode.enter],
  ['\uE007', keyCode.enter],
  ['\uE00C', 111],
  ['\uE00D', 62],
  ['\uE011', keyCode.home],
  ['\uE012', 21],
  ['\uE013', 19],
  ['\uE014', 22],
  ['\uE015', 20],
  ['\uE018', 74],
  ['\uE019', 70],
]);

/** Shift, control, alt and meta: held while other keys are pressed. */
export const w3cModifiers: ReadonlyMap<string, 'shift' | 'other'> = new Map([
  ['\uE008', 'shift'],
  ['\uE050', 'shift'],
  ['\uE009', 'other'],
  ['\uE00A', 'other'],
  ['\uE03D', 'other'],
]);

/** Releases all held keys. */
export const w3cNull = '\uE000';

/** What Android's virtual keyboard has keys for; the server refuses other characters. */
export const isTypeable = (char: string): boolean => /^[\t\n\x20-\x7e]$/.test(char);
