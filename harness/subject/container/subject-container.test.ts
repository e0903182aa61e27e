import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';
import { type TestDocker, testDocker } from './docker.test-support.ts';
import { subjectContainer } from './subject-container.ts';

let found: TestDocker | string;
before(async () => {
  found = await testDocker();
});
after(async () => {
  if (typeof found !== 'string') await found.close();
});

const answering = "require('node:http').createServer((_, response) => response.end('here')).listen(8080)";

test('a container is killed, started, paused and resumed, and says what is wrong', async (t) => {
  if (typeof found === 'string') return t.skip(found);
  const { docker } = found;
  const container = await docker.createContainer({
    Image: await found.nodeImage(),
    Cmd: ['/usr/bin/node', '-e', answering],
    HostConfig: { NetworkMode: 'host' },
  });
  try {
    await container.start();
    // Docker takes in its own events late: right after an order it may tell of the state before.
    const becomes = async (expected: string): Promise<void> => {
      let status = '';
      for (let look = 0; look < 50 && status !== expected; look++) {
        if (look > 0) await pause(100);
        status = (await container.inspect()).State.Status;
      }
      assert.equal(status, expected);
    };
    const subject = await subjectContainer(container.id, docker);
    await subject.pause();
    await becomes('paused');
    await subject.resume();
    await becomes('running');
    await subject.kill();
    await becomes('exited');
    await subject.start();
    await subject.start(); // it runs already
    await becomes('running');
    await assert.rejects(subjectContainer('no-such-container', docker), /there is no container "no-such-container"/);
  } finally {
    await container.remove({ force: true });
  }
});

test('a Docker that is not there is named, with what to do', async () => {
  const nowhere = new Docker({ socketPath: '/nonexistent/docker.sock' });
  await assert.rejects(subjectContainer('any', nowhere), /Docker is not reached \(ENOENT\).*DOCKER_HOST/);
});
