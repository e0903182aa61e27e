import { z } from 'zod';

/** The names of the fields that a schema has below a path; none where it depends on the value. */
export function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const whole = unwrapped(schema);
  if (path.length > 0) {
    const [key = '', ...rest] = path;
    if (whole instanceof z.ZodArray) return fieldsAt(whole.element, rest);
    const field = whole instanceof z.ZodObject && Object.entries(whole.shape).find(([name]) => name === key)?.[1];
    return field ? fieldsAt(field, rest) : [];
  }
  return whole instanceof z.ZodObject ? Object.keys(whole.shape) : [];
}

/** What stands behind `optional`, `nullable` and `default`. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const wraps = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return wraps ? unwrapped(schema.def.innerType) : schema;
}
