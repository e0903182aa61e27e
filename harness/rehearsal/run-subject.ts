import { resolve } from 'node:path';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { osRandomStream } from '../../simulators/kernel/wall/os-random.ts';
import type { Farm } from '../farm/farm.ts';
import type { StageSettings } from '../stage/api.ts';
import { makeTenant, NoTenantError } from '../subject/check/make-tenant.ts';
import { createHttpSubject } from '../subject/http-subject.ts';
import type { Environment } from '../subject/integration/credentials.ts';
import { type ReachedSubject, reachSubject } from '../subject/integration/reach-subject.ts';
import { SubjectFileError } from '../subject/integration/subject-file.ts';
import { SubjectError } from '../subject/subject.ts';
import { RehearsalFailure } from './failure.ts';
import { shellWord } from './shell-word.ts';

/** Somebody else's archive and webhook receiver, which a run is to judge in the place of ours. */
export interface RunSubject {
  readonly settings: NonNullable<StageSettings['subject']>;
  /** How a command line names it. */
  readonly options: string;
  /** Its credentials, for the environment of world processes and of nobody else. */
  readonly env: Readonly<Record<string, string>>;
}

export interface RunSubjectOptions {
  readonly url: string;
  readonly config?: string;
  readonly iOwnThisHost: boolean;
  readonly farm: Farm;
  /** Credentials are taken out of it: what else is started has no use for them. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Finds out whether there is such a subject and whether it lets us in, before anything starts.
 * @throws SubjectFileError when something is missing, or this farm cannot stand beside it
 * @throws RehearsalFailure when it cannot be reached or lets nobody in
 */
export async function runSubject(options: RunSubjectOptions): Promise<RunSubject> {
  const { url: given, config, iOwnThisHost, farm, env } = options;
  const named = { url: given, iOwnThisHost, ...(config !== undefined && { config: resolve(config) }) };
  const reached = await reachSubject({ ...named, env });
  requireSimulated(farm, reached.credentials.kind);
  await lookIn(reached);
  const words = ['--against', reached.url, ...(config === undefined ? [] : ['--config', config])].map(shellWord);
  return {
    settings: { ...named, url: reached.url },
    options: [...words, ...(iOwnThisHost ? ['--i-own-this-host'] : [])].join(' '),
    env: takeCredentials(env),
  };
}

/** @throws SubjectFileError */
function requireSimulated({ pairs, source }: Farm, credentials: 'server' | 'tenant'): void {
  const real = pairs.find(({ android }) => !android.simulated);
  if (real)
    throw new SubjectFileError(
      `${source}: ${real.android.name} and ${real.ios.name} are real phones, and --against takes simulated ones.`,
    );
  if (pairs.length > 1 && credentials === 'tenant')
    throw new SubjectFileError(
      `${source} has ${pairs.length} pairs, and one tenant was given: what one pair writes the other would be blamed for. Leave one pair, or give GREENROOM_SUBJECT_SERVER_TOKEN of a server that makes tenants.`,
    );
}

/** Has a tenant made, or takes the one that was given, and reads its archive. @throws RehearsalFailure */
async function lookIn({ url, fetch, credentials }: ReachedSubject): Promise<void> {
  const clock = wallClock(() => {});
  try {
    const tenant =
      credentials.kind === 'tenant'
        ? { ...credentials.tenant, keys: credentials.keys }
        : await makeTenant({ clock, fetch, random: osRandomStream(), url, operatorToken: credentials.operatorToken });
    const { baseUrl, auditorToken, keys } = tenant;
    await createHttpSubject({ clock, fetch, baseUrl, credentials: { auditor: auditorToken }, keys }).records();
  } catch (error) {
    if (!(error instanceof NoTenantError || error instanceof SubjectError)) throw error;
    throw new RehearsalFailure(
      `${error.message}. Nothing was started: see whether the subject runs at ${url}, and whether its token is right (docs/your-own-archive.md).`,
    );
  } finally {
    clock.stop();
  }
}

const isCredential = (name: string): boolean => name.startsWith('GREENROOM_SUBJECT_');

function takeCredentials(env: NodeJS.ProcessEnv): Environment & Record<string, string> {
  const taken: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!isCredential(name) || value === undefined) continue;
    taken[name] = value;
    delete env[name];
  }
  return taken;
}
