import type { z } from 'zod';
import { suggest } from './suggest.ts';

/** What a field is for, when it is missing: the remedy a person can act on. */
const remedies: Readonly<Record<string, string>> = {
  udid: 'Run "greenroom devices" to list attached phones.',
  name: 'Give the phone a short name that scenarios and reports call it by, like "ana".',
  osVersion: 'Write the system\'s version in quotes, like "18.5".',
  msisdn: 'Write the number of its SIM in E.164, in quotes, like "+447700900001".',
  devices: 'List at least one android and one ios device.',
};

/**
 * The first thing wrong with a farm file in a sentence: path inside the file, problem, remedy.
 * @param prefix where the checked value stands
 * @param known the keys allowed at its top, for suggestions
 */
export function describeIssue(error: z.ZodError, prefix: readonly PropertyKey[], known: readonly string[]): string {
  // A misspelt key also shows as a missing one: say the misspelling.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  if (issue === undefined) return 'is not valid';
  const path = [...prefix, ...issue.path];
  const where = inWords(path);
  const field = String(path.at(-1) ?? '');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const near = suggest(key, issue.path.length === 0 ? known : portNames);
    const remedy = near === undefined ? 'Remove it.' : `Did you mean "${near}"?`;
    return `${inWords([...path, key])} is not known. ${remedy}`;
  }
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return `${where} is missing. ${remedies[field] ?? 'Add it.'}`;
  if (issue.code === 'invalid_type' && where === '') return `must be ${article(issue.expected)}.`;
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof issue.input === 'number')
    return `${where} is ${issue.input}, which YAML takes for a number. Put it in quotes.`;
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid'))
    return `${where} must be ${article(issue.expected)}. ${remedies[field] ?? ''}`.trimEnd();
  const message = /^(must|needs) /.test(issue.message) ? issue.message : `is not valid: ${issue.message}`;
  return `${where} ${message}.`;
}

const portNames = ['systemPort', 'wdaLocalPort', 'mjpegServerPort', 'android', 'ios'];

/** `devices[2].udid` */
function inWords(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

const article = (type: string): string => {
  const noun = type === 'object' || type === 'record' ? 'mapping' : type === 'array' ? 'list' : type;
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
};
