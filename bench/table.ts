import type { Figure } from './figure.ts';

const round = (number: number): number => Number(number.toPrecision(3));

/** A figure as it is given out: three digits are all that a shared machine is good for. */
export const rounded = ({ name, value, unit, limit, ratio }: Figure): Figure => ({
  name,
  value: round(value),
  unit,
  limit: round(limit),
  ratio: round(ratio),
});

const line = (name: string, value: string, unit: string, limit: string, ratio: string): string =>
  [name.padEnd(66), value.padStart(9), unit.padEnd(13), limit.padStart(9), ratio.padStart(7)].join(' ');

export const heading = line('', 'measured', '', 'aim', 'ratio');

/** A figure as a row of the table. */
export function row(figure: Figure): string {
  const { name, value, unit, limit, ratio } = rounded(figure);
  return line(name, String(value), unit, String(limit), String(ratio));
}
