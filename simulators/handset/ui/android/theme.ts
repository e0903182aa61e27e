import { type Family, typeface, type Weight } from '../../rendering/typeface.ts';

/** A Pixel 8: lengths of the screens here are dp, of the tree physical pixels. */
export const density = 2.625;
export const screenSize = { width: 1080 / density, height: 2400 / density } as const;
/** Heights of what the system draws over the app: status bar (63 px) and gesture bar. */
export const statusBar = 24;
export const gestureBar = 24;

/** Material 3, light. */
export const colours = {
  background: '#fefbff',
  surface: '#f1f0f7',
  incoming: '#e9e9f1',
  primary: '#0b57d0',
  onPrimary: '#ffffff',
  primaryContainer: '#d3e3fd',
  onPrimaryContainer: '#041e49',
  text: '#1b1b1f',
  quiet: '#45474f',
  outline: '#c4c6d0',
  failed: '#b3261e',
} as const;

const avatarColours = ['#7e57c2', '#00897b', '#d81b60', '#f4511e', '#3949ab', '#558b2f', '#00838f', '#8d6e63'];

/** The colour of a contact's disc; always the same for the same number. */
export function avatarColour(msisdn: string): string {
  let sum = 0;
  for (const digit of msisdn) sum = (sum * 31 + digit.charCodeAt(0)) % 9973;
  return avatarColours[sum % avatarColours.length] ?? colours.primary;
}

const family: Family = 'roboto';
export const face = (weight: Weight = 400) => typeface(family, weight);
