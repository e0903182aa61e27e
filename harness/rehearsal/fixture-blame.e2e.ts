import assert from 'node:assert/strict';
import { askAdb } from '../farm/adb-protocol.ts';
import { find } from '../phones/find.ts';
import { scenario } from './scenario.ts';
import { leasedPair, phone } from './spec-hooks.ts';

const options = { feature: 'Blame', story: 'Whose fault it is', invariants: [] } as const;

scenario('a promise that is broken', options, async ({ ana, ben, step }) => {
  await step('Ana sees what nobody wrote', async () => {
    await ana.opensMessages();
    await ana.startsConversationWith(ben);
    await ana.receives({ body: '', canary: 'GR0000000000' }, 300);
  });
});

scenario('a screen that does not come', options, async ({ ben }) => {
  await ben.opensMessages();
  await find(phone('ios'), { what: 'a button of another app', ways: ['~no such button'] }, 200);
});

scenario('a phone that goes', options, async ({ ana }) => {
  const { adbPort, udid } = leasedPair().android;
  assert.ok(adbPort !== undefined);
  await askAdb(adbPort, `host:disconnect:${udid}`);
  await ana.opensMessages();
});

scenario('what comes after it', options, async () => {});
