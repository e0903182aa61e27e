import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { Content, Operation } from '../contract/operation.ts';
import { problem } from '../contract/problem.ts';
import { type ComponentSchemas, componentSchemas } from './component-schemas.ts';
import { security, securitySchemes } from './security-schemes.ts';

export interface DocumentOptions {
  readonly title: string;
  readonly description: string;
  /** The contract's, not the package's: it changes when an operation does. */
  readonly version: string;
  readonly operations: readonly Operation[];
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: object; readonly securitySchemes: object };
}

/** Describes operations by the schemas that validate them. The same operations give the same bytes. */
export function openApiDocument({ title, description, version, operations }: DocumentOptions): OpenApiDocument {
  const components = componentSchemas(operations);
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const item = paths[operation.path] ?? {};
    paths[operation.path] = item;
    item[operation.method.toLowerCase()] = described(operation, components);
  }
  return {
    openapi: '3.1.0',
    info: { title, version, description },
    paths,
    components: { schemas: components.schemas, securitySchemes },
  };
}

function described(operation: Operation, components: ComponentSchemas): object {
  const { id, summary, role, request, answers, refusals } = operation;
  const parameters = [
    ...parametersIn('path', operation.parameters),
    ...parametersIn('query', operation.query),
    ...parametersIn('header', operation.headers),
  ];
  return {
    operationId: id,
    summary,
    security: security(role),
    ...(parameters.length > 0 && { parameters }),
    ...(request && { requestBody: { required: true, content: content(request, components) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, body]) => [
          status,
          { description: STATUS_CODES[status] ?? status, ...(body && { content: content(body, components) }) },
        ]),
      ),
      ...Object.fromEntries(
        refusals.map((status) => [
          status,
          {
            description: STATUS_CODES[status] ?? String(status),
            content: content({ type: 'application/problem+json', schema: problem }, components),
          },
        ]),
      ),
    },
  };
}

const content = ({ type, schema }: Content, components: ComponentSchemas): object => ({
  [type]: schema ? { schema: components.reference(schema) } : {},
});

function parametersIn(place: 'path' | 'query' | 'header', schemas: Operation['query'] = {}): readonly object[] {
  return Object.entries(schemas).map(([name, schema]) => {
    const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
    return { name, in: place, required: place === 'path' || !schema.safeParse(undefined).success, schema: json };
  });
}
