import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Check, Finding } from './check.ts';

/** What some tests need and no rehearsal does: without one of them they say that they were skipped. */
export function testTools(env: NodeJS.ProcessEnv): Check[] {
  const tool = (name: string, look: () => Finding): Check => ({ name, required: false, quick: false, look });
  return [
    tool('strace', () =>
      runs('strace', ['-V'])
        ? { ok: true, detail: 'there' }
        : {
            ok: false,
            detail: 'there is no strace: that no write of the archive can be lost is not tested',
            remedy: 'Install strace (Linux only).',
            install: { apt: 'strace' },
          },
    ),
    tool('PostgreSQL', () => postgres(env)),
    tool('Docker', () =>
      runs('docker', ['version']) || runs('dockerd', ['--version'])
        ? { ok: true, detail: 'there' }
        : {
            ok: false,
            detail: 'there is no Docker: subjects in containers are not tested',
            remedy: 'Install Docker, or set DOCKER_HOST to where it listens.',
          },
    ),
  ];
}

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 5000 }).status === 0;
}

/** Not installed by us: the package would start a server of its own. */
function postgres(env: NodeJS.ProcessEnv): Finding {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  const folders = [env['GREENROOM_POSTGRES_BIN'] ?? '', ...versions, ...(env['PATH'] ?? '').split(delimiter)];
  const found = folders.find((folder) => folder !== '' && existsSync(join(folder, 'initdb')));
  if (found !== undefined) return { ok: true, detail: found };
  return {
    ok: false,
    detail: 'PostgreSQL is not installed: the archive is tested on SQLite alone',
    remedy: 'Install PostgreSQL (Debian: postgresql), or set GREENROOM_POSTGRES_BIN to the folder of initdb.',
  };
}
