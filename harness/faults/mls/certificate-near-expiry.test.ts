import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

const dayMs = 86_400_000;

test('under 30 days it begins nothing and publishes nothing; healed, it renews, and what waited is read', async () => {
  const { desk, entries, settle, clock, ana, ben } = await smallStage();
  await desk.inject('mls.certificateNearExpiry', { phone: 'ben', days: 20 });
  await settle();
  const daysOf = (phone: string) =>
    entries('mls.certified')
      .filter(({ data }) => data.phone === phone)
      .map(({ data }) => Math.round((data.not_after_ms - clock.now()) / dayMs));
  assert.deepEqual(daysOf('ben'), [76, 20]);
  const problems = () => entries('handset.problem').map(({ data }) => `${data.phone} ${data.reason}`);
  assert.ok(problems().includes('ben expired-credential'), 'the key directory refuses its KeyPackages');
  ben.user.send(ana.msisdn, 'waits');
  await settle(60_000);
  assert.ok(problems().some((problem) => /^ben no commit would be accepted.*too-little-left/.test(problem)));
  assert.equal(entries('mls.epoch').length, 0);
  const received = () => ana.user.look(ben.msisdn).bubbles.filter(({ direction }) => direction === 'in');
  assert.deepEqual(received(), [], 'and it does not go in clear');

  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual(daysOf('ben'), [76, 20, 76]);
  assert.deepEqual(
    received().map(({ body }) => body),
    ['waits'],
  );
  assert.equal(new Set(entries('mls.epoch').map(({ data }) => data.epoch_authenticator)).size, 1);
});

test('under 30 days it is still added by the KeyPackages from before', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen } = await smallStage();
  await desk.inject('mls.certificateNearExpiry', { phone: 'ben' });
  await settle();
  await anaWrites('by an older KeyPackage');
  assert.deepEqual(receivedByBen(), ['by an older KeyPackage']);
  await desk.healAll();
  assert.equal(await settle(), true);
  assert.equal(entries('mls.rejected').length, 0);
});

test('with 40 days left everything goes on, and what it renews reaches the group by a self-update', async () => {
  const { desk, entries, settle, anaWrites, receivedByBen } = await smallStage();
  await desk.inject('mls.certificateNearExpiry', { phone: 'ben', days: 40 });
  await settle();
  await anaWrites('one');
  await desk.healAll();
  assert.equal(await settle(), true);
  await anaWrites('two');
  assert.deepEqual(receivedByBen(), ['one', 'two']);
  const commits = entries('mls.commit').filter(({ data }) => data.phone === 'ben' && data.state === 'accepted');
  assert.ok(commits.length > 0, 'the renewed certificate came by a commit of Ben');
  assert.equal(entries('mls.rejected').length, 0);
});
