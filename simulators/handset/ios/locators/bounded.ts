import { createContext, Script } from 'node:vm';
import { SelectorError } from './error.ts';

/** Longer than any sensible selector needs on any screen, ms. */
const patienceMs = 1000;

const context = createContext({ run: undefined });
const call = new Script('run()');

/**
 * Runs something whose cost a selector decides, a regular expression or an XPath, and stops it when it takes too long.
 *
 * @throws SelectorError then
 */
export function bounded<T>(what: string, run: () => T): T {
  let result: { value: T } | undefined;
  let failure: { error: unknown } | undefined;
  context['run'] = (): void => {
    try {
      result = { value: run() };
    } catch (error) {
      failure = { error };
    }
  };
  try {
    call.runInContext(context, { timeout: patienceMs });
  } catch {
    throw new SelectorError('unsupported', `${what} takes longer than ${patienceMs} ms to evaluate: simplify it`);
  } finally {
    context['run'] = undefined;
  }
  if (failure) throw failure.error;
  if (!result) throw new SelectorError('evaluation', `${what} came to no end`);
  return result.value;
}
