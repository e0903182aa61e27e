import { typeface, type Weight } from '../../rendering/typeface.ts';

/** An iPhone 14, in points. */
export const screenSize = { width: 390, height: 844 } as const;
export const scale = 3;
/** Heights of the status bar beside the notch and of the bar to swipe home by. */
export const safeTop = 47;
export const safeBottom = 34;

export const colours = {
  background: '#ffffff',
  grouped: '#f2f2f7',
  tint: '#007aff',
  own: '#34c759',
  incoming: '#e9e9eb',
  text: '#000000',
  quiet: '#8a8a8e',
  separator: '#d8d8dc',
  failed: '#ff3b30',
  avatar: '#a3abbc',
} as const;

/** Inter stands in for San Francisco, which may not be shipped. */
export const face = (weight: Weight = 400) => typeface('inter', weight);
