/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A command's arguments. What is no JSON object has no arguments, as in WebDriverAgent. */
export function readArguments(body: string): JsonObject {
  if (body === '') return {};
  try {
    const value = JSON.parse(body) as Json;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A finite number, also when it comes as text. */
export function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** What Objective-C's `boolValue` makes of it: 1, true, yes; undefined when absent. */
export function flagOf(value: Json | undefined): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? /^[ty1-9]/i.test(value.trim()) : value === true || Number(value) > 0;
}
