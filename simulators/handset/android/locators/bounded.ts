import { createContext, Script } from 'node:vm';
import { AutomationError } from '../uiautomator2/error.ts';

/** The longest a search may compute, ms: a few letters of XPath or of a regular expression can ask for years. */
const limitMs = 500;

const script = new Script('task()');
const box: { task?: () => unknown } = {};
const context = createContext(box);
let busy = false;

/**
 * Runs a search that must not change anything, and ends it when it takes too long (an AutomationError then). V8 can
 * only interrupt code that was started through node:vm, hence the detour.
 */
export function bounded<T>(task: () => T): T {
  if (busy) return task(); // inside another bounded search, whose limit holds
  let result: { readonly value: T } | undefined;
  box.task = () => {
    result = { value: task() };
  };
  busy = true;
  try {
    script.runInContext(context, { timeout: limitMs });
  } catch (error) {
    // the error is made in the script's own realm, where Error is another one
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new AutomationError('unknown error', `The search was given up after ${limitMs} ms`);
  } finally {
    busy = false;
    delete box.task;
  }
  if (!result) throw new AutomationError('unknown error', 'The search ended without a result');
  return result.value;
}
