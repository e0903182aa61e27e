import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupNotice, Party } from '../../simulators/handset/model.ts';
import { notices as google } from '../../simulators/handset/ui/android/locators.ts';
import { ana, ben, cy } from '../../simulators/handset/ui/handset-fixture.ts';
import { notices as apple } from '../../simulators/handset/ui/ios/locators.ts';
import { noticeText } from '../../simulators/handset/ui/notice-text.ts';
import { isCalled, readNotice } from './notices.ts';

const whats = Object.keys(google) as GroupNotice['what'][];
const named = new Set<GroupNotice['what']>(['added', 'removed']);

for (const [os, words] of [
  ['android', google],
  ['ios', apple],
] as const) {
  for (const what of whats)
    test(`${os}: a notice of ${what} reads as what it says, whoever did it to whomever`, () => {
      for (const by of [undefined, ana, ben]) {
        const crowds: readonly (readonly Party[])[] = named.has(what) ? [[cy], [ana], [cy, ben], [cy, ben, ana]] : [[]];
        for (const whom of crowds) {
          const notice: GroupNotice = { atMs: 0, what, whom, afterMessages: 0, ...(by === undefined ? {} : { by }) };
          const text = noticeText(notice, ana.msisdn, words);
          const read = readNotice(text);
          assert.equal(read?.what, what, text);
          if (by !== undefined) assert.ok(isCalled(read.by, by, ana.msisdn), text);
          assert.equal(read.whom.length, whom.length, text);
          for (const [i, one] of whom.entries()) assert.ok(isCalled(read.whom[i] ?? '', one, ana.msisdn), text);
        }
      }
    });
}

test('a notice in other words says nothing', () => {
  for (const text of ['', 'Ana waved', 'RCS chat with Ben']) assert.equal(readNotice(text), undefined);
});

test('somebody is known by name in any case, by number in any spacing, and as oneself only by the owner', () => {
  assert.ok(isCalled('BEN', ben, ana.msisdn));
  assert.ok(isCalled('+44 7700 900002', ben, ana.msisdn));
  assert.ok(isCalled('You', ana, ana.msisdn));
  assert.ok(!isCalled('you', ben, ana.msisdn));
  assert.ok(!isCalled('Ana', ana, ana.msisdn));
});
