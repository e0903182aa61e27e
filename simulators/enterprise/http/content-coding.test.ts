import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ana, enterpriseWorld, upload } from '../fixture.ts';

const url = 'http://enterprise.test';

test('a body in a content coding is refused with what is accepted instead, and nothing is stored', async () => {
  const world = enterpriseWorld('coded');
  const enrolled = await world.enrol(ana);
  const plain = JSON.stringify(upload(enrolled));
  const send = async (path: string, body: string | Buffer, coding: string): Promise<Response> => {
    const headers = { authorization: `Bearer ${enrolled.token}`, 'content-type': 'application/json' };
    const request = { method: 'POST', headers: { ...headers, 'content-encoding': coding }, body: Buffer.from(body) };
    return world.complete(world.network.fetchFrom('test')(new Request(`${url}${path}`, request)));
  };
  for (const [body, coding] of [
    [gzipSync(plain), 'gzip'],
    [plain, 'gzip'],
    [plain, 'identity, br'],
    [plain, 'x-unheard-of'],
  ] as const) {
    for (const path of ['/records', '/records/batch', '/webhooks/messages']) {
      const answer = await send(path, body, coding);
      assert.equal(answer.status, 415, `${path} ${coding}`);
      assert.equal(answer.headers.get('accept-encoding'), 'identity');
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      const { type, detail } = (await answer.json()) as { type: string; detail: string };
      assert.equal(type, 'urn:greenroom:problem:unsupported-content-coding');
      assert.match(detail, /content-encoding/);
    }
  }
  const { auditorToken } = world.enterprise.tenant;
  assert.deepEqual((await world.ask('GET', `${url}/records`, auditorToken)).json.records, []);
  assert.equal((await send('/records', plain, 'identity')).status, 201);
  await world.enterprise.close();
});
