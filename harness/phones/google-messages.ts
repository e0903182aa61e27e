import { googleMessages } from '../farm/android-capabilities.ts';
import { fill, find, glimpse, tap } from './find.ts';
import { conversationRow, messages, reading, words } from './google-locators.ts';
import { readConversation, readTitles } from './google-reading.ts';
import { attribute, page } from './page.ts';
import type { MessagesScreens } from './screens.ts';

/** More screens than lie between any of the app's and its list. */
const deepest = 6;

/** Google Messages. */
export function googleScreens(session: WebdriverIO.Browser): MessagesScreens {
  const source = async () => page(await session.getPageSource());
  const back = async (): Promise<void> => {
    const up = await glimpse(session, messages.up);
    await (up === undefined ? session.back() : up.click());
  };
  return {
    os: 'android',
    async launch() {
      await session.terminateApp(googleMessages.appPackage);
      await session.activateApp(googleMessages.appPackage);
      await find(session, messages.list);
    },
    async goToList() {
      for (let i = 0; i < deepest; i++) {
        if ((await glimpse(session, messages.startChat)) !== undefined) return;
        await back();
      }
      await session.activateApp(googleMessages.appPackage);
      await find(session, messages.list);
    },
    async openTitle(title) {
      await tap(session, conversationRow(title));
      await find(session, messages.conversation);
    },
    async openNumber(msisdn) {
      await tap(session, messages.startChat);
      await fill(session, messages.recipient, msisdn);
      await tap(session, messages.suggestion);
      await find(session, messages.conversation);
    },
    async type(body) {
      await fill(session, messages.compose, body);
      return (await find(session, messages.compose)).getText();
    },
    pressSend: () => tap(session, messages.send),
    source,
    readConversation,
    readTitles,
    async scroll(direction) {
      const { width, height } = await session.getWindowRect();
      // Above the field to write in and below the title, whatever the screen's size.
      const area = { left: 0, top: Math.round(height * 0.2), width, height: Math.round(height * 0.55) };
      await session.execute('mobile: scrollGesture', { ...area, direction, percent: 0.8 });
    },
    async readDetails() {
      await tap(session, messages.more);
      await tap(session, messages.details);
      await find(session, messages.encryptionStatus);
      const details = await source();
      const status = attribute(details.first(reading.encryptionStatus), 'text');
      const code = attribute(details.first(reading.verificationCode), 'text').replaceAll(/\D/g, '');
      return { encrypted: status === words.encrypted, words: status, verificationCode: code === '' ? null : code };
    },
    async leaveDetails() {
      await back();
      await find(session, messages.conversation);
    },
  };
}
