import { invalidArgument } from './error.ts';

/** A request's JSON object. */
export type Body = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The key under which W3C WebDriver puts an element's id, and the one from before. */
export const w3cElementKey = 'element-6066-11e4-a52e-4f735466cecf';
/** The key of JSON Wire Protocol, which the server still gives along. */
export const legacyElementKey = 'ELEMENT';

/** Parses a request's body; an empty one is an empty object. Throws `invalid argument`. */
export function parseBody(text: string): Body {
  if (text.trim() === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw invalidArgument(`The body is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(parsed)) throw invalidArgument('The body is no JSON object');
  return parsed;
}

const missing = (field: string): Error => invalidArgument(`The mandatory field '${field}' is not present in JSON`);
const wrong = (field: string, wanted: string): Error => invalidArgument(`The field '${field}' is no ${wanted}`);

/** A string; numbers and truth values count as their text, as for the server's own parser. */
export function optionalString(body: Body, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrong(field, 'string');
}

/** A string that must be there. Throws `invalid argument`. */
export function requiredString(body: Body, field: string): string {
  const value = optionalString(body, field);
  if (value === undefined) throw missing(field);
  return value;
}

/** A number, or text that is one. */
export function optionalNumber(body: Body, field: string): number | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong(field, 'number');
  return number;
}

/** A number that must be there. Throws `invalid argument`. */
export function requiredNumber(body: Body, field: string): number {
  const value = optionalNumber(body, field);
  if (value === undefined) throw missing(field);
  return value;
}

/** An object inside the body. */
export function optionalObject(body: Body, field: string): Body | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw wrong(field, 'object');
  return value;
}

/** The element id in `{"ELEMENT": id}` or the W3C form; undefined when there is neither. */
export function elementReference(value: Body | undefined): string | undefined {
  for (const key of [w3cElementKey, legacyElementKey, 'element']) {
    const id = value?.[key];
    if (typeof id === 'string' && id.trim() !== '') return id;
  }
  return undefined;
}

/** An element as the server gives it back. */
export const elementModel = (id: string): Body => ({ [legacyElementKey]: id, [w3cElementKey]: id });
