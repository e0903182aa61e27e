import fc from 'fast-check';
import { accepting } from './accepting.ts';
import { duration } from './duration.ts';

/** What of JSON Schema (2020-12) zod writes for the parameters of faults. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** A number without an upper bound of its own stays below this: faults count seconds, requests and bytes. */
const openEnd = 60;

/**
 * Values that a schema describes.
 * @throws RangeError for what only its author can draw: give that fault's parameter an arbitrary in `narrowed.ts`
 */
export function fromJsonSchema(schema: JsonSchema, what: string): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fromJsonSchema(one, what)));
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'integer':
      return accepting(fc.integer(bounds(schema)), Number.isSafeInteger);
    case 'number':
      return accepting(
        fc.integer({ min: 0, max: 100 }).map((step) => scaled(bounds(schema), step), wholeSteps(bounds(schema))),
        Number.isFinite,
      );
    case 'string':
      if (schema.pattern === '^P') return duration(0, 30_000);
      break;
    case 'array':
      if (schema.items) {
        const { minItems = 0, maxItems = minItems + 3 } = schema;
        return fc.array(fromJsonSchema(schema.items, what), { minLength: minItems, maxLength: maxItems });
      }
  }
  throw new RangeError(`${what} is ${JSON.stringify(schema)}: say in narrowed.ts which values are worth trying`);
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, type }: JsonSchema): Bounds {
  const step = type === 'integer' ? 1 : Number.EPSILON;
  const min = minimum ?? (exclusiveMinimum === undefined ? 0 : exclusiveMinimum + step);
  const open = Math.max(openEnd, min + openEnd);
  const max = maximum ?? (exclusiveMaximum === undefined ? open : exclusiveMaximum - step);
  return { min, max: max >= Number.MAX_SAFE_INTEGER ? open : max };
}

/** Hundredths of the way from the least to the greatest: rates that a person can read. */
const scaled = ({ min, max }: Bounds, step: number): number => Number((min + ((max - min) * step) / 100).toFixed(4));

const wholeSteps =
  ({ min, max }: Bounds) =>
  (value: unknown): number => {
    const step = Math.round(((Number(value) - min) / (max - min)) * 100);
    if (!(step >= 0 && step <= 100)) throw new TypeError('out of bounds');
    return step;
  };
