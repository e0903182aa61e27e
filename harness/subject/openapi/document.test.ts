import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { operations } from '../contract/operations.ts';
import { openApiDocument } from './document.ts';
import { hostDocument, platformDocument, subjectDocument } from './documents.ts';

const documents = { subject: subjectDocument, platform: platformDocument, host: hostDocument };

for (const [name, document] of Object.entries(documents)) {
  test(`the document of the ${name} is valid OpenAPI 3.1 and the same every time`, async () => {
    const text = JSON.stringify(document());
    assert.equal(JSON.stringify(document()), text);
    const { valid, errors } = await new Validator().validate(JSON.parse(text));
    assert.ok(valid, JSON.stringify(errors));
  });

  test(`every reference in the document of the ${name} leads to a component, and every component is referred to`, () => {
    const { components, paths } = document();
    const text = JSON.stringify({ paths, schemas: components.schemas });
    const referred = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, pointer]) => pointer));
    assert.deepEqual(
      [...referred].sort(),
      Object.keys(components.schemas).map((schema) => `#/components/schemas/${schema}`),
    );
    assert.doesNotMatch(text, /\$id|\$schema|\$defs/);
  });
}

test('a document that is not OpenAPI is found out', async () => {
  const { valid } = await new Validator().validate({ ...subjectDocument(), paths: { records: { get: {} } } });
  assert.equal(valid, false);
});

test('each operation says who may ask, what is answered, and that refusals are problem+json', () => {
  const { paths, components } = subjectDocument();
  for (const { id, method, path, role, refusals } of operations) {
    const described = paths[path]?.[method.toLowerCase()] as {
      readonly operationId: string;
      readonly security: readonly object[];
      readonly responses: Readonly<Record<string, { readonly content?: object }>>;
    };
    assert.equal(described.operationId, id);
    assert.deepEqual(described.security.flatMap(Object.keys), role === 'anyone' ? [] : [role]);
    for (const status of refusals)
      assert.deepEqual(Object.keys(described.responses[status]?.content ?? {}), ['application/problem+json']);
  }
  assert.deepEqual(Object.keys(components.securitySchemes).sort(), [
    'auditor',
    'device',
    'enrolment',
    'operator',
    'platform',
  ]);
});

test('a body that has no name of its own is named after its operation', () => {
  const answer = z.strictObject({ fine: z.boolean() });
  const document = openApiDocument({
    title: 't',
    version: '1',
    description: 'd',
    operations: [
      {
        id: 'askSomething',
        method: 'GET',
        path: '/something',
        role: 'anyone',
        summary: 's',
        query: { needed: z.string(), other: z.string().optional() },
        answers: { 200: { type: 'application/json', schema: answer }, 206: { type: 'application/octet-stream' } },
        refusals: [400],
      },
    ],
  });
  assert.deepEqual(Object.keys(document.components.schemas), ['AskSomethingAnswer', 'Problem']);
  assert.match(JSON.stringify(document), /"name":"needed","in":"query","required":true/);
  assert.match(JSON.stringify(document), /"name":"other","in":"query","required":false/);
});
