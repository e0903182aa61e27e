import { isIP } from 'node:net';
import { connectionError, type Fetch } from '../../../simulators/kernel/network.ts';
import type { SubjectContainer } from '../container/subject-container.ts';
import { loadAdapter } from './adapter.ts';
import { type Environment, readCredentials, type SubjectCredentials } from './credentials.ts';
import { readSubjectFile, SubjectFileError } from './subject-file.ts';

export interface ReachOptions {
  readonly url?: string;
  /** The path of a `subject.yaml`. */
  readonly config?: string;
  /** Whoever asks says that the host is theirs. */
  readonly iOwnThisHost: boolean;
  readonly env: Environment;
}

/** An implementation that the harness may ask. */
export interface ReachedSubject {
  /** Without a trailing slash. */
  readonly url: string;
  /** Through the adapter where there is one. */
  readonly fetch: Fetch;
  readonly credentials: SubjectCredentials;
  readonly unsupported: ReadonlySet<string>;
  /** What it runs in, where subject.yaml says so. */
  readonly container?: SubjectContainer;
}

/** @throws SubjectFileError when something is missing or the host is not to be asked */
export async function reachSubject({ url: given, config, iOwnThisHost, env }: ReachOptions): Promise<ReachedSubject> {
  const file = readSubjectFile(config);
  const url = (given ?? file.url)?.replace(/\/+$/, '');
  if (url === undefined) throw new SubjectFileError('Say where the subject is: --url URL, or "url" in subject.yaml.');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new SubjectFileError(`--url is ${JSON.stringify(url)}, but must be an http or https URL.`);
  const { hostname, username, password } = new URL(url);
  if (username !== '' || password !== '')
    throw new SubjectFileError(
      `The URL of the subject at ${hostname} has a user or a password in it. Leave them out: an adapter can add them, from the environment.`,
    );
  if (!isLoopback(hostname) && !iOwnThisHost) {
    throw new SubjectFileError(
      `${hostname} is another machine, and bad requests are about to be sent to it. If it is yours to try, add --i-own-this-host.`,
    );
  }
  const credentials = readCredentials(url, env);
  // Where a request goes is decided here, not by what is answered: a base URL that leads elsewhere is not followed.
  const allowed = new Set([
    url,
    ...(credentials.kind === 'tenant' && credentials.other ? [credentials.other.baseUrl] : []),
  ]);
  const origins = new Set([...allowed].map((base) => new URL(base).origin));
  const direct: Fetch = async (request) => {
    const { origin, hostname: to } = new URL(request.url);
    if (!origins.has(origin) && !isLoopback(to) && !iOwnThisHost)
      throw connectionError('ECONNREFUSED', `${to} was not named as the subject`);
    return fetch(request);
  };
  return {
    url,
    fetch: file.adapter === undefined ? direct : await loadAdapter(file.adapter, { fetch: direct, url }),
    credentials,
    unsupported: new Set(file.unsupported),
    ...(file.container !== undefined && { container: await containerOf(file.container) }),
  };
}

/** @throws SubjectFileError */
async function containerOf(name: string): Promise<SubjectContainer> {
  const { ContainerError, subjectContainer } = await import('../container/subject-container.ts');
  try {
    return await subjectContainer(name);
  } catch (error) {
    if (error instanceof ContainerError) throw new SubjectFileError(`subject.yaml: container: ${error.message}`);
    throw error;
  }
}

/** Whether a host name is this machine's and nobody else's. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
