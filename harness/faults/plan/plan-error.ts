/** A plan that cannot be used: which file, where in it, what is wrong and what to do. Exit code 2. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  constructor(source: string, problem: string) {
    super(`${source}: ${problem}`);
  }
}

/** `steps[2].to`: where something stands in a plan. */
export function inWords(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}
