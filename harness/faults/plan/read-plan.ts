import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { suggest } from '../../farm/suggest.ts';
import type { Fault } from '../fault.ts';
import { faults as registered } from '../registry.ts';
import { checkNames } from './check-names.ts';
import { inWords, PlanError } from './plan-error.ts';
import { actions, faultStepSchema, officeActions, type Plan, planHead, type Step } from './schema.ts';

/** @throws PlanError that names the file, the place in it and the remedy */
export function loadPlan(file: string, faults: readonly Fault[] = registered): Plan {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new PlanError(file, whyUnreadable(error));
  }
  return readPlan(text, file, faults);
}

/** Why a file could not be read, and the remedy. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file. Check the path.';
  if (code === 'EISDIR') return 'is a folder, not a file. Name the plan.json or journal.jsonl in it.';
  return String(error);
}

/** @throws PlanError */
export function readPlan(text: string, source: string, faults: readonly Fault[] = registered): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PlanError(
      source,
      `is not JSON: ${error instanceof Error ? error.message : error}. Check it with an editor.`,
    );
  }
  return checkPlan(value, source, faults);
}

/** Checks a plan that is JSON already. @throws PlanError */
export function checkPlan(value: unknown, source: string, faults: readonly Fault[] = registered): Plan {
  const outline = planHead.extend({ steps: z.array(z.unknown()) });
  const { steps: raw, ...head } = check(outline, value, source, []);
  const plan: Plan = { ...head, steps: raw.map((step, index) => checkStep(step, source, index, faults)) };
  checkNames(plan, source);
  return plan;
}

function checkStep(step: unknown, source: string, index: number, faults: readonly Fault[]): Step {
  const path = ['steps', index];
  const fields: Record<string, unknown> = typeof step === 'object' && step !== null ? { ...step } : {};
  const { do: action, fault: id } = fields;
  if (id !== undefined && action !== undefined) {
    throw new PlanError(source, `${inWords(path)} has both "do" and "fault". Make two steps of it.`);
  }
  if (typeof id === 'string') {
    const fault = faults.find((known) => known.id === id);
    if (!fault)
      throw unknownWord(
        source,
        [...path, 'fault'],
        id,
        faults.map((known) => known.id),
      );
    return check(faultStepSchema(fault), step, source, path) as Step; // the literal and the durations are in the schema
  }
  if (typeof action !== 'string') {
    throw new PlanError(source, `${inWords(path)} has no "do" and no "fault". Write what happens, like "do": "send".`);
  }
  if (!isAction(action)) throw unknownWord(source, [...path, 'do'], action, Object.keys(deeds));
  return check<Step>(deeds[action], step, source, path);
}

const deeds = { ...actions, ...officeActions };
const isAction = (word: string): word is keyof typeof deeds => Object.hasOwn(deeds, word);

function unknownWord(source: string, path: readonly PropertyKey[], word: string, known: readonly string[]): PlanError {
  const near = suggest(word, known);
  const remedy = near ? `Did you mean "${near}"?` : `Known: ${known.join(', ')}.`;
  return new PlanError(source, `${inWords(path)} is "${word}", which does not exist. ${remedy}`);
}

function check<T>(schema: z.ZodType<T>, value: unknown, source: string, prefix: readonly PropertyKey[]): T {
  const checked = schema.safeParse(value, { reportInput: true });
  if (checked.success) return checked.data;
  // A misspelt key also shows as a missing one: say the misspelling.
  const { issues } = checked.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (!issue) throw new PlanError(source, 'is not a plan.');
  throw new PlanError(source, describe(issue, prefix, schema));
}

function describe(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[], schema: z.ZodType): string {
  const path = [...prefix, ...issue.path];
  const where = inWords(path) || 'the plan';
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = issue.path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    const near = suggest(key, known);
    return `${inWords([...path, key])} is not known. ${near ? `Did you mean "${near}"?` : 'Remove it.'}`;
  }
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return `${where} is missing. Add it: ${issue.expected}.`;
  if (issue.code === 'invalid_union' && issue.input === undefined)
    return `${where} is missing. Add it: it ${issue.message}.`;
  if (issue.code === 'invalid_type') return `${where} must be of type ${issue.expected}.`;
  if (issue.code === 'invalid_value')
    return `${where} must be one of ${issue.values.map((one) => JSON.stringify(one)).join(', ')}.`;
  const message = issue.message.startsWith('must') ? issue.message : `is not valid: ${issue.message}`;
  return `${where} ${message}.`;
}
