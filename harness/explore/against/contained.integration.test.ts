import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { checkPlan } from '../../faults/plan/read-plan.ts';
import { type TestDocker, testDocker } from '../../subject/container/docker.test-support.ts';
import { subjectContainer } from '../../subject/container/subject-container.ts';
import { reachSubject } from '../../subject/integration/reach-subject.ts';
import { runAgainst } from './against-world.ts';
import { WorldInterrupted } from './world-cut-short.ts';

const root = join(import.meta.dirname, '..', '..', '..');
/** A link in some clones, which leads to a folder that the container must have, too. */
const modules = realpathSync(join(root, 'node_modules'));
const startMs = 60_000;

let found: TestDocker | string;
before(async () => {
  found = await testDocker();
});
after(async () => {
  if (typeof found !== 'string') await found.close();
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const plan = checkPlan(
  {
    name: 'a container that is stopped',
    seed: 9,
    world: {
      phones: [
        { name: 'ana', os: 'android' },
        { name: 'ben', os: 'ios' },
      ],
      carriers: ['north'],
    },
    steps: [
      { at: 'PT2S', do: 'send', from: 'ana', to: 'ben', body: 'Before.' },
      { at: 'PT3S', fault: 'enterprise.containerStopped', how: 'killed', for: 'PT2S' },
      { at: 'PT4S', do: 'send', from: 'ben', to: 'ana', body: 'While it is gone.' },
      { at: 'PT11S', fault: 'enterprise.containerStopped', how: 'paused', for: 'PT2S' },
      { at: 'PT11.5S', do: 'send', from: 'ana', to: 'ben', body: 'While it stands still.' },
    ],
  },
  'the plan',
);

test('a subject in a container is killed and paused by a plan, and loses nothing', async (t) => {
  if (typeof found === 'string') {
    process.stderr.write(`SKIPPED, no subject was tried in a container: ${found}\n`);
    return t.skip(found);
  }
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-contained-'));
  const port = await freePort();
  const serve = ['subject', 'serve', '--port', String(port), '--database', '/data/archive.sqlite'];
  const container = await found.docker.createContainer({
    Image: await found.nodeImage(),
    Cmd: ['/usr/bin/node', '/greenroom/harness/cli/main.ts', ...serve, '--token-file', '/data/token'],
    WorkingDir: '/data',
    HostConfig: {
      NetworkMode: 'host',
      Binds: [`${root}:/greenroom:ro`, `${modules}:${modules}:ro`, `${folder}:/data`],
    },
  });
  try {
    await container.start();
    const url = `http://127.0.0.1:${port}`;
    const answers = (): Promise<boolean> =>
      fetch(`${url}/openapi.json`).then(
        ({ ok }) => ok,
        () => false,
      );
    for (const endMs = Date.now() + startMs; !(await answers()); await pause(100)) {
      if (Date.now() > endMs) assert.fail(`it does not start: ${await container.logs({ stdout: true, stderr: true })}`);
    }
    const operatorToken = readFileSync(join(folder, 'token'), 'utf8').trim();
    const env = { GREENROOM_SUBJECT_SERVER_TOKEN: operatorToken };
    const reached = await reachSubject({ url, iOwnThisHost: false, env });
    const contained = { ...reached, container: await subjectContainer(container.id, found.docker) };
    const { verdicts, refused, entries } = await runAgainst(plan, contained);
    assert.deepEqual(refused, []);
    const wrong = verdicts.filter(({ outcome }) => outcome === 'violated');
    assert.deepEqual(wrong, []);
    const codes = entries.flatMap(({ kind, data }) => (kind === 'archive.upload' ? [data.error] : []));
    assert.ok(
      codes.some((code) => code !== null),
      'no upload noticed that the container was stopped',
    );
    for (const id of ['archive-complete', 'archive-exactly-once', 'webhook-delivered'])
      assert.equal(verdicts.find(({ invariant }) => invariant === id)?.outcome, 'held', id);

    // Somebody ends a world while it is killed: it runs again all the same.
    const stop = new AbortController();
    const sink = (line: string): void => void (line.includes('"fault.injected"') && stop.abort());
    await assert.rejects(runAgainst(plan, contained, { signal: stop.signal, sink }), WorldInterrupted);
    assert.equal((await container.inspect()).State.Status, 'running');
  } finally {
    await container.remove({ force: true });
    rmSync(folder, { recursive: true, force: true });
  }
});
