import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';

/** A Docker for tests. */
export interface TestDocker {
  readonly docker: Docker;
  /** The id of an image with Node and nothing else, made from this machine's files: no registry is asked. */
  nodeImage(): Promise<string>;
  close(): Promise<void>;
}

const startMs = 15_000;

/**
 * The Docker that is reached already or, as root where its daemon is installed, one of our own with a folder of its own.
 * A text says why there is none.
 */
export async function testDocker(): Promise<TestDocker | string> {
  const there = new Docker();
  if (await answers(there)) return { docker: there, nodeImage: () => importNode(there), close: async () => {} };
  if (process.getuid?.() !== 0) return 'Docker is not reached, and only root could start one';
  if (spawnSync('dockerd', ['--version']).status !== 0) return 'Docker is not installed';
  return ownDaemon();
}

async function ownDaemon(): Promise<TestDocker | string> {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-docker-'));
  const socket = join(folder, 'docker.sock');
  const places = ['--data-root', 'data', '--exec-root', 'exec', '--pidfile', 'pid'].map((word) =>
    word.startsWith('--') ? word : join(folder, word),
  );
  const daemon = spawn('dockerd', [...places, '-H', `unix://${socket}`], { stdio: 'ignore' });
  const gone = new Promise((resolve) => daemon.once('exit', resolve));
  const docker = new Docker({ socketPath: socket });
  const close = async (): Promise<void> => {
    daemon.kill('SIGTERM');
    await gone;
    unmount(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  const until = Date.now() + startMs;
  while (Date.now() < until && daemon.exitCode === null) {
    if (existsSync(socket) && (await answers(docker))) return { docker, nodeImage: () => importNode(docker), close };
    await pause(100);
  }
  await close();
  return 'the Docker daemon does not start here (its log: run dockerd by hand)';
}

/** The daemon leaves mounts of its storage and its network name spaces behind. */
function unmount(folder: string): void {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const inside = mounts.flatMap((line) => line.split(' ').slice(1, 2)).filter((path) => path.startsWith(`${folder}/`));
  for (const path of inside.reverse()) spawnSync('umount', [path]);
}

const answers = (docker: Docker): Promise<boolean> =>
  docker.ping().then(
    () => true,
    () => false,
  );

async function importNode(docker: Docker): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-image-'));
  try {
    const node = realpathSync(process.execPath);
    const libraries = execFileSync('ldd', [node], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
    for (const [from, to] of [[node, '/usr/bin/node'], ...libraries.map((path) => [path, path])]) {
      if (from === undefined || to === undefined) continue;
      mkdirSync(join(folder, dirname(to)), { recursive: true });
      copyFileSync(from, join(folder, to));
    }
    mkdirSync(join(folder, 'tmp'));
    const archive = join(folder, 'image.tar');
    execFileSync('tar', ['cf', archive, '--exclude', './image.tar', '-C', folder, '.']);
    const news: { status?: string }[] = [];
    const stream = await docker.importImage(archive);
    await new Promise<void>((resolve, reject) =>
      docker.modem.followProgress(
        stream,
        (error) => (error ? reject(error) : resolve()),
        (event: { status?: string }) => news.push(event),
      ),
    );
    const id = news.at(-1)?.status;
    if (id === undefined) throw new Error('Docker imported the image and did not say under which id');
    return id;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
