import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { suggest } from '../../farm/suggest.ts';
import { checkedOperations } from '../check/checked-operations.ts';

const ids: readonly string[] = checkedOperations.map(({ id }) => id);

/** What to do about a name that no operation has. */
export function noOperation(id: string): string {
  const near = suggest(id, ids);
  const remedy = near ? `Did you mean "${near}"?` : `There are: ${ids.join(', ')}.`;
  return `the contract has no operation ${JSON.stringify(id)}. ${remedy}`;
}

const schema = z.strictObject({
  /** The tenant's base URL, or that of a server that makes tenants. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Operations of the contract that are not offered: they are not tried. */
  unsupported: z
    .array(z.string().refine((id) => ids.includes(id), { error: ({ input }) => noOperation(String(input)) }))
    .default([]),
  /** A module that exports `adapt`, relative to the file. */
  adapter: z.string().min(1).optional(),
  /** The Docker container that it runs in, by name: plans may stop it. */
  container: z.string().min(1).optional(),
});

/** What an integrator says of their implementation. */
export interface SubjectFile {
  readonly url?: string;
  readonly unsupported: readonly string[];
  /** An absolute path. */
  readonly adapter?: string;
  /** The name of a Docker container. */
  readonly container?: string;
}

/** The file, the options or the environment are not as they must be; the message says what to do. */
export class SubjectFileError extends Error {
  override readonly name = 'SubjectFileError';
}

/**
 * Reads `subject.yaml`. There need not be one unless it was asked for by name.
 * @throws SubjectFileError
 */
export function readSubjectFile(named: string | undefined): SubjectFile {
  const file = named ?? 'subject.yaml';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    if (named === undefined) return { unsupported: [] };
    throw new SubjectFileError(`${file}: there is no such file. Check the path after --config.`);
  }
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new SubjectFileError(`${file}: ${error.message.split('\n')[0]}`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue?.path.join('.') || 'the file';
    throw new SubjectFileError(
      `${file}: ${at}: ${issue?.message.replace(/[^.?]$/, '$&.')} See docs/your-own-archive.md.`,
    );
  }
  const { url, unsupported, adapter, container } = parsed.data;
  return {
    unsupported,
    ...(url !== undefined && { url }),
    ...(container !== undefined && { container }),
    ...(adapter !== undefined && { adapter: resolve(dirname(file), adapter) }),
  };
}
