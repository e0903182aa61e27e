import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallStage } from '../small-stage.test-support.ts';

const dayMs = 86_400_000;

test('under 30 days nobody new can add it and it adds nobody; healed, it renews and its groups follow', async () => {
  const { desk, entries, settle, clock, ana, ben, anaWrites, receivedByBen, sentByAna } = await smallStage();
  await desk.inject('mls.certificateNearExpiry', { phone: 'ben', days: 20 });
  await settle();
  const daysOf = (phone: string) =>
    entries('mls.certified')
      .filter(({ data }) => data.phone === phone)
      .map(({ data }) => Math.round((data.not_after_ms - clock.now()) / dayMs));
  assert.deepEqual(daysOf('ben'), [76, 20]);
  const problems = () => entries('handset.problem').map(({ data }) => `${data.phone} ${data.reason}`);
  assert.ok(problems().includes('ben expired-credential'), 'the key directory refuses its KeyPackages');

  // The KeyPackages from before are good: Ana may write. Ben may not begin anything.
  await anaWrites('by an older KeyPackage');
  assert.deepEqual(receivedByBen(), ['by an older KeyPackage']);
  ana.handset.reinstall();
  await settle();
  ben.user.send(ana.msisdn, 'a new group');
  await settle();
  assert.ok(problems().some((problem) => /^ben no commit would be accepted.*too-little-left/.test(problem)));
  assert.equal(entries('mls.epoch').filter(({ data }) => data.by === 'created' && data.phone === 'ben').length, 0);

  await desk.healAll();
  assert.equal(await settle(), true);
  assert.deepEqual(daysOf('ben'), [76, 20, 76]);
  await anaWrites('after healing');
  assert.deepEqual(receivedByBen().at(-1), 'after healing');
  assert.ok(sentByAna().length > 0);
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
