import { find } from '../phones/find.ts';
import { scenario } from './scenario.ts';
import { phone } from './spec-hooks.ts';

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
  // What is left of the phone then answers nothing that the driver asks; unplugging it would take the driver 20 s to see.
  const server = 'io.appium.uiautomator2.server';
  await phone('android').execute('mobile: shell', { command: 'am', args: ['force-stop', server] });
  await ana.opensMessages();
});

scenario('what comes after it', options, async () => {});
