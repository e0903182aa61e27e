import { z } from 'zod';
import { enrolmentRequest, enrolmentResponse } from '../contract/enrolment.ts';
import { contentHashClaim, messageEvent } from '../contract/message-event.ts';
import type { Operation } from '../contract/operation.ts';
import { eventPage, recordPage, storedEvent } from '../contract/page.ts';
import { problem } from '../contract/problem.ts';
import { archiveRecord, recordUpload, sealedCopy, uploadResponse } from '../contract/record.ts';
import { webhookKeys, webhookKeysRule } from '../contract/webhook-keys.ts';

/** Schemas that several operations share, by the names that people read. Others are named after their operation. */
const named: readonly (readonly [name: string, schema: z.ZodType, rule?: string])[] = [
  ['Problem', problem, 'A refusal (RFC 9457). It names fields, never their values.'],
  ['MessageEvent', messageEvent],
  ['StoredEvent', storedEvent],
  ['EventPage', eventPage],
  ['EnrolmentRequest', enrolmentRequest, 'endpoint_key belongs to the mode endpoint-archive, and only there.'],
  ['Enrolment', enrolmentResponse],
  ['SealedCopy', sealedCopy],
  [
    'RecordUpload',
    recordUpload,
    'sealed and content_hash are both there or both null. device_timestamp is what the clock of the device says, however wrong ' +
      'that is: it is kept as it came, and no copy is refused for it.',
  ],
  ['UploadOutcome', uploadResponse],
  ['ArchiveRecord', archiveRecord],
  ['RecordPage', recordPage],
  ['ContentHashClaim', contentHashClaim],
  ['WebhookKeys', webhookKeys, webhookKeysRule],
];

/** JSON Schemas (draft 2020-12) of what goes over the wire in some operations. */
export interface ComponentSchemas {
  readonly schemas: Readonly<Record<string, object>>;
  /** A reference to the component of a schema. @throws RangeError when none of the operations has it */
  reference(schema: z.ZodType): { readonly $ref: string };
}

const pointer = (name: string): string => `#/components/schemas/${name}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Every body of the operations as a named component. The same operations always give the same bytes. */
export function componentSchemas(operations: readonly Operation[]): ComponentSchemas {
  const names = new Map<z.ZodType, string>(named.map(([name, schema]) => [schema, name]));
  const used = new Set<z.ZodType>([problem]);
  const use = (schema: z.ZodType | undefined, otherwise: string): void => {
    if (!schema) return;
    used.add(schema);
    if (!names.has(schema)) names.set(schema, otherwise);
  };
  for (const { id, request, answers } of operations) {
    use(request?.schema, `${capital(id)}Request`);
    for (const content of Object.values(answers)) use(content?.schema, `${capital(id)}Answer`);
  }
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  const { schemas: all } = z.toJSONSchema(registry, { target: 'draft-2020-12', uri: pointer });
  const rules = new Map(named.map(([name, , rule]) => [name, rule]));
  const needed = reachable(
    all,
    [...used].flatMap((schema) => names.get(schema) ?? []),
  );
  return {
    schemas: Object.fromEntries(
      needed.map((name) => {
        const { $schema: _dialect, $id: _uri, ...schema } = all[name] ?? {};
        const description = rules.get(name);
        return [name, { ...(description !== undefined && { description }), ...schema }];
      }),
    ),
    reference(schema) {
      const name = names.get(schema);
      if (name === undefined || !used.has(schema)) throw new RangeError('a schema that no operation was given with');
      return { $ref: pointer(name) };
    },
  };
}

/** These components and those that they refer to, in the order of their names. */
function reachable(all: Readonly<Record<string, object>>, first: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const waiting = [...first];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const text = JSON.stringify(all[name]);
    waiting.push(...[...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].flatMap(([, other]) => other ?? []));
  }
  return [...found].sort();
}
