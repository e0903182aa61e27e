import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallWorld } from './small-world.test-support.ts';

const dayMs = 86_400_000;

/** A small world whose carriers' certificates have so many days, and a conversation in it. */
async function conversing(days: number) {
  const small = await smallWorld('certificates');
  const { world, ana, ben, settle } = small;
  for (const carrier of world.carriers.values()) carrier.limitCertificates(days);
  for (const { handset } of [ana, ben]) handset.renewCertificate();
  await settle();
  // KeyPackages of the first certificates are gone with the reinstallation of their owners.
  for (const { handset } of [ana, ben]) handset.reinstall();
  await settle();
  const say = async (body: string): Promise<readonly string[]> => {
    ana.user.send(ben.msisdn, body);
    await settle();
    const { bubbles } = ben.user.look(ana.msisdn);
    return bubbles.filter(({ direction }) => direction === 'in').map((bubble) => bubble.body);
  };
  const accepted = (phone: string) =>
    small.entries('mls.commit').filter(({ data }) => data.phone === phone && data.state === 'accepted').length;
  return { ...small, say, accepted };
}

test('every phone is certified before it publishes, and shows who it is', async () => {
  const { entries, ana, ben, settle } = await smallWorld('certified');
  ana.user.send(ben.msisdn, 'hello');
  await settle();
  assert.deepEqual(
    entries('carrier.certified').map(({ data }) => [data.carrier, data.msisdn]),
    [
      ['north', ana.msisdn],
      ['south', ben.msisdn],
    ],
  );
  for (const phone of ['ana', 'ben']) {
    const [certified] = entries('mls.certified').filter(({ data }) => data.phone === phone);
    const [published] = entries('mls.keypackages').filter(({ data }) => data.phone === phone);
    assert.ok(certified && published && certified.at <= published.at);
  }
  assert.equal(entries('mls.rejected').length, 0);
});

test('a certificate with less than 45 days left is renewed, and reaches the group before anybody has to ask', async () => {
  const { clock, entries, say, accepted, settle } = await conversing(46);
  assert.deepEqual(await say('one'), ['one']);
  const before = { ana: accepted('ana'), ben: accepted('ben') };
  await clock.runFor(1.2 * dayMs);
  await settle();
  for (const phone of ['ana', 'ben'] as const) {
    const latest = entries('mls.certified').findLast(({ data }) => data.phone === phone);
    assert.ok(latest && latest.data.not_after_ms - clock.now() > 45 * dayMs, `${phone} holds a new certificate`);
    assert.ok(accepted(phone) > before[phone], `${phone} brought it into the group by a commit`);
  }
  assert.deepEqual(await say('two'), ['one', 'two']);
  assert.equal(entries('mls.rejected').length, 0);
});

test('where nobody renews, KeyPackages run out at 30 days left and no commit is made any more', async () => {
  const { clock, world, entries, say, ana, ben, settle } = await conversing(31);
  assert.deepEqual(await say('one'), ['one']);
  for (const carrier of world.carriers.values()) carrier.limitCertificates(1);
  const since = entries('handset.problem').length;
  await clock.runFor(1.2 * dayMs);
  void ana.handset.rotateKeys(ben.msisdn);
  await settle(30_000);
  const problems = entries('handset.problem')
    .slice(since)
    .map(({ data }) => data.reason);
  assert.ok(
    problems.some((reason) => /no commit would be accepted/.test(reason)),
    problems.join('\n'),
  );
  assert.ok(problems.includes('expired-credential'), 'the KDS takes no KeyPackage with the day that is left');
});
