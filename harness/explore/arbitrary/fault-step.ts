import fc from 'fast-check';
import { z } from 'zod';
import type { Fault } from '../../faults/fault.ts';
import { type FaultStep, faultStepSchema } from '../../faults/plan/schema.ts';
import { accepting } from './accepting.ts';
import { type Cast, firstMs } from './action.ts';
import { duration } from './duration.ts';
import { fromJsonSchema, type JsonSchema } from './from-json-schema.ts';
import { narrowed } from './narrowed.ts';

/** How long an injected fault lasts, ms: from a blink to longer than any schedule's first attempts. */
const lasting = { min: 1_000, max: 60_000 } as const;

/** A fault in a group needs one: by now a few messages have been sent, ms. */
const firstGroupMs = 20_000;

/** A parameter that says one of these names a phone of the plan. */
const phoneFields: ReadonlySet<string> = new Set(['phone', 'peer', 'from', 'to']);

/** A fault's step, with parameters from its own schema, within `narrowed` where that has more to say. */
export function faultStep(fault: Fault, { owners, untilMs }: Cast): fc.Arbitrary<FaultStep> {
  const phones = [...owners.keys()];
  const { properties = {}, required = [] } = z.toJSONSchema(fault.parameters, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema;
  const fields: Record<string, fc.Arbitrary<unknown>> = {
    at: duration(fault.layer === 'mls' ? firstGroupMs : firstMs, untilMs),
    fault: fc.constant(fault.id),
    for: duration(lasting.min, lasting.max),
  };
  for (const [name, schema] of Object.entries(properties)) {
    fields[name] =
      narrowed[fault.id]?.[name] ??
      (phoneFields.has(name) ? fc.constantFrom(...phones) : fromJsonSchema(schema, `${fault.id}: ${name}`));
  }
  const made = fc.record(fields, { requiredKeys: ['at', 'fault', ...required], noNullPrototype: true });
  const schema = faultStepSchema(fault);
  const pair = made.filter(({ phone, peer }) => phone === undefined || phone !== peer);
  return accepting(pair as fc.Arbitrary<FaultStep>, (step) => schema.safeParse(step).success);
}
