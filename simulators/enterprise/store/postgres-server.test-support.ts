import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { sleep } from '../../kernel/clock.ts';
import { wallClock } from '../../kernel/wall/clock.ts';

/** A PostgreSQL server of a test's own, on a free port of 127.0.0.1. */
export interface PostgresServer {
  /** Makes a database and gives its URL. */
  createDatabase(): Promise<string>;
  /** Kills every process of it, as a power cut would. */
  kill(): Promise<void>;
  /** Ends it in order, so that the next start has nothing to recover. */
  shutDown(): Promise<void>;
  /** Starts it again on the same data. @throws Error when it does not come up */
  start(command?: (line: readonly string[]) => string[]): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Another command line that runs the server's, under a tracer say. */
  readonly command?: (line: readonly string[]) => string[];
  /** Lines of its configuration: `checkpoint_timeout = 30s`. */
  readonly settings?: readonly string[];
}

const startMs = 20_000;
/** From util-linux: ends the server when whoever started it ends, even without a chance to say so. */
const setpriv = '/usr/bin/setpriv';

/** Where PostgreSQL's programs are: `GREENROOM_POSTGRES_BIN`, the newest that Debian keeps, or the PATH. */
export function postgresPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    process.env['GREENROOM_POSTGRES_BIN'] ?? '',
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find(
    (folder) => folder !== '' && ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
}

/** Why no server can be started here; nothing when one can. */
export function postgresMissing(): string | undefined {
  if (postgresPrograms() === undefined) return 'PostgreSQL is not installed: no initdb and postgres were found';
  if (process.getuid?.() === 0 && userPostgres() === undefined)
    return 'PostgreSQL refuses to run as root, and there is no user "postgres"';
  return undefined;
}

function userPostgres(): { readonly uid: number; readonly gid: number } | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout?.trim(),
  );
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

let cluster: string | undefined;

/** Data that initdb made, to be copied: making it takes seconds of a core, and a process may start servers by the hundred. */
function freshCluster(programs: string, user: { readonly uid: number; readonly gid: number } | undefined): string {
  if (cluster !== undefined) return cluster;
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-cluster-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  if (user) chownSync(folder, user.uid, user.gid);
  execFileSync(join(programs, 'initdb'), ['-D', folder, '-A', 'trust', '-U', 'greenroom', '--no-sync', '-E', 'UTF8'], {
    ...user,
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    stdio: 'ignore',
  });
  cluster = folder;
  return folder;
}

/**
 * Nothing, and a loud word, where no server can be started.
 * @throws Error when one is there and does not come up
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer | undefined> {
  const programs = postgresPrograms();
  const missing = postgresMissing();
  if (programs === undefined || missing !== undefined) {
    process.stderr.write(`SKIPPED, nothing was tried on PostgreSQL: ${missing}\n`);
    return undefined;
  }
  const user = process.getuid?.() === 0 ? userPostgres() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-postgres-'));
  const data = join(folder, 'data');
  if (user) chownSync(folder, user.uid, user.gid);
  mkdirSync(data, { mode: 0o700 });
  if (user) chownSync(data, user.uid, user.gid);
  const own = { ...user, cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } };
  execFileSync('cp', ['-a', `${freshCluster(programs, user)}/.`, data], own);
  const port = await freePort();
  const settings = ['max_connections = 200', ...(options.settings ?? [])].flatMap((line) => [
    '-c',
    line.replaceAll(' ', ''),
  ]);
  const line = [
    ...(existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL'] : []),
    join(programs, 'postgres'),
    '-D',
    data,
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-k',
    '', // no socket file: one of a server that was killed would be in the way
    ...settings,
  ];
  const address = (database: string): string => `postgres://greenroom@127.0.0.1:${port}/${database}`;
  const clock = wallClock((label, error) => {
    throw new Error(label, { cause: error });
  });
  let databases = 0;
  let running: { readonly killGroup: () => void; readonly gone: Promise<unknown>; ended: boolean } | undefined;

  async function start(command = (plain: readonly string[]): string[] => [...plain]): Promise<void> {
    rmSync(join(data, 'postmaster.pid'), { force: true }); // of a server that was killed
    const [program = '', ...args] = command(line);
    const child = spawn(program, args, { ...own, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    let log = '';
    child.stderr.on('data', (text) => {
      log = `${log}${text}`.slice(-2000);
    });
    const killGroup = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // it is gone
      }
    };
    process.once('exit', killGroup);
    const state = { killGroup, ended: false, gone: new Promise((resolve) => child.once('exit', resolve)) };
    child.once('error', () => {
      state.ended = true;
    });
    child.once('exit', () => {
      state.ended = true;
      process.removeListener('exit', killGroup);
    });
    running = state;
    for (const until = clock.now() + startMs; !state.ended && clock.now() < until; await sleep(clock, 50)) {
      if (await asked(address('postgres'), 'SELECT 1')) return;
    }
    await kill();
    throw new Error(`PostgreSQL does not start: ${log}`);
  }

  async function kill(): Promise<void> {
    running?.killGroup();
    if (running && !running.ended) await running.gone;
    // Its children lead groups of their own, and would keep the next server from starting until they notice.
    for (let left = processesIn(data); left.length > 0; left = processesIn(data)) {
      for (const pid of left) spawnSync('kill', ['-KILL', String(pid)]);
      await sleep(clock, 5);
    }
    running = undefined;
  }

  await start(options.command);
  return {
    async createDatabase() {
      const database = `test_${++databases}`;
      if (!(await asked(address('postgres'), `CREATE DATABASE ${database}`)))
        throw new Error(`PostgreSQL does not make ${database}`);
      return address(database);
    },
    kill,
    async shutDown() {
      spawnSync(join(programs, 'pg_ctl'), ['-D', data, '-m', 'fast', '-w', 'stop'], { ...own, stdio: 'ignore' });
      await kill();
    },
    start,
    async stop() {
      await kill();
      clock.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Processes that work in a folder, as every process of a server does. */
function processesIn(folder: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readlinkSync(`/proc/${name}/cwd`) === folder ? [Number(name)] : [];
    } catch {
      return []; // it ended meanwhile
    }
  });
}

/** Whether a statement was carried out. */
async function asked(connectionString: string, statement: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(statement);
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
