import type { Tone } from './model.ts';

/** Sizes in pixels. */
export const size = {
  lane: 204,
  axis: 74,
  margin: 20,
  text: 12.5,
  small: 11,
  head: 104,
  laneHead: 46,
} as const;

export const ink = {
  text: '#1f2328',
  quiet: '#59636e',
  faint: '#d1d9e0',
  paper: '#ffffff',
  good: '#1a7f37',
  bad: '#cf222e',
  badPaper: '#ffebe9',
  unknown: '#9a6700',
  hop: '#0550ae',
  epoch: '#8250df',
  bubble: '#ddf4ff',
  shown: '#dafbe1',
} as const;

export const toneInk: Readonly<Record<Tone, string>> = {
  plain: ink.hop,
  good: ink.good,
  quiet: ink.quiet,
  bad: ink.bad,
};

/** Outages in turn: none of them the red of a broken promise. */
export const outageInk = ['#bc4c00', '#8a6d00', '#bf3989', '#6639ba', '#0a7c86'] as const;

export const verdictInk = {
  held: ink.good,
  violated: ink.bad,
  unknown: ink.unknown,
  'not-exercised': ink.quiet,
  'not-observable': ink.quiet,
} as const;
