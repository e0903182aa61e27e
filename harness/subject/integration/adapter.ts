import { pathToFileURL } from 'node:url';
import type { Fetch } from '../../../simulators/kernel/network.ts';
import { SubjectFileError } from './subject-file.ts';

/**
 * What an adapter is told. It stands between the contract and an implementation that speaks otherwise: every request by the
 * contract comes to it, and what it answers is judged.
 */
export interface AdapterOptions {
  /** Goes out to the network. */
  readonly fetch: Fetch;
  /** Where the subject is: the URL that requests by the contract are below. */
  readonly url: string;
}

/** Exported as `adapt` by the module that subject.yaml names. */
export type Adapt = (options: AdapterOptions) => Fetch | Promise<Fetch>;

/** Loads an adapter module. @throws SubjectFileError when it is none */
export async function loadAdapter(path: string, options: AdapterOptions): Promise<Fetch> {
  let loaded: { readonly adapt?: unknown };
  try {
    loaded = (await import(pathToFileURL(path).href)) as { readonly adapt?: unknown };
  } catch (error) {
    throw new SubjectFileError(`${path} cannot be loaded: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof loaded.adapt !== 'function') {
    throw new SubjectFileError(`${path} exports no function "adapt". See docs/your-own-archive.md.`);
  }
  const adapted: unknown = await (loaded.adapt as Adapt)(options);
  if (typeof adapted !== 'function') throw new SubjectFileError(`${path}: adapt() did not return a function`);
  return adapted as Fetch;
}
