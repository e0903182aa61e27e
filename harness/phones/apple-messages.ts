import { appleMessages } from '../farm/ios-capabilities.ts';
import { conversationCell, messages, reading, words } from './apple-locators.ts';
import { readConversation, readTitles } from './apple-reading.ts';
import { fill, find, glimpse, tap } from './find.ts';
import { attribute, page } from './page.ts';
import type { MessagesScreens } from './screens.ts';

/** More screens than lie between any of the app's and its list. */
const deepest = 6;

/** Apple's Messages. */
export function appleScreens(session: WebdriverIO.Browser): MessagesScreens {
  const source = async () => page(await session.getPageSource());
  return {
    os: 'ios',
    async launch() {
      await session.execute('mobile: terminateApp', { bundleId: appleMessages });
      await session.execute('mobile: launchApp', { bundleId: appleMessages });
      await find(session, messages.list);
    },
    async goToList() {
      await session.execute('mobile: activateApp', { bundleId: appleMessages });
      for (let i = 0; i < deepest; i++) {
        if ((await glimpse(session, messages.compose)) !== undefined) return;
        await tap(session, messages.back);
      }
      await find(session, messages.list);
    },
    async openTitle(title) {
      await tap(session, conversationCell(title));
      await find(session, messages.transcript);
    },
    async openNumber(msisdn) {
      await tap(session, messages.compose);
      await fill(session, messages.recipient, msisdn);
      await tap(session, messages.suggestion);
      await find(session, messages.transcript);
    },
    async type(body) {
      await fill(session, messages.body, body);
      return (await find(session, messages.body)).getText();
    },
    pressSend: () => tap(session, messages.send),
    source,
    readConversation,
    readTitles,
    async scroll(direction) {
      const transcript = await find(session, messages.transcript);
      await session.execute('mobile: scroll', { elementId: transcript.elementId, direction });
    },
    async readDetails() {
      await tap(session, messages.title);
      await find(session, messages.encryptionStatus);
      const details = await source();
      const status = attribute(details.first(reading.encryptionStatus), 'label');
      const code = attribute(details.first(reading.verificationCode), 'label').replaceAll(/\D/g, '');
      return { encrypted: status === words.encrypted, words: status, verificationCode: code === '' ? null : code };
    },
    async leaveDetails() {
      await tap(session, messages.back);
      await find(session, messages.transcript);
    },
  };
}
