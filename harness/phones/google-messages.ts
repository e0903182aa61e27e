import type { GroupIcon } from '../../simulators/handset/model.ts';
import { googleMessages } from '../farm/android-capabilities.ts';
import { readAllDetails } from './details.ts';
import { fill, find, glimpse, reach, type Target, tap } from './find.ts';
import { bubbleWith, conversationRow, groupPicture, messages, removeButton } from './google-locators.ts';
import { readConversation, readDetailsPage, readTitles } from './google-reading.ts';
import { page } from './page.ts';
import { chosenIcon, pictureName } from './picture-name.ts';
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

  async function scroll(direction: 'up' | 'down'): Promise<void> {
    const { width, height } = await session.getWindowRect();
    // Above the field to write in and below the title, whatever the screen's size.
    const area = { left: 0, top: Math.round(height * 0.2), width, height: Math.round(height * 0.55) };
    await session.execute('mobile: scrollGesture', { ...area, direction, percent: 0.8 });
  }

  async function openDetails(): Promise<void> {
    await tap(session, messages.more);
    await tap(session, messages.details);
    await find(session, messages.detailsShown);
  }

  async function leaveDetails(): Promise<void> {
    await back();
    await find(session, messages.conversation);
  }

  /** Taps something in the details, does what that leads to, and comes back to the conversation. */
  async function inDetails(target: Target, act: () => Promise<void>): Promise<void> {
    await openDetails();
    await (await reach(session, target, () => scroll('down'))).click();
    await act();
    await find(session, messages.detailsShown);
    await leaveDetails();
  }

  async function pick(msisdn: string): Promise<void> {
    await fill(session, messages.recipient, msisdn);
    await tap(session, messages.picked);
  }

  const confirm = (): Promise<void> => tap(session, messages.confirm);

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
    scroll,
    async readDetails() {
      await openDetails();
      return readAllDetails(async () => readDetailsPage(await source()), scroll);
    },
    leaveDetails,
    async startGroup(msisdns, name) {
      await tap(session, messages.startChat);
      await tap(session, messages.createGroup);
      for (const msisdn of msisdns) await pick(msisdn);
      await tap(session, messages.next);
      await find(session, messages.groupName);
      if (name !== undefined) await fill(session, messages.groupName, name);
      await tap(session, messages.groupDone);
      await find(session, messages.conversation);
    },
    addMember: (msisdn) =>
      inDetails(messages.addPeople, async () => {
        await pick(msisdn);
        await tap(session, messages.next);
      }),
    removeMember: (msisdn) => inDetails(removeButton(msisdn), confirm),
    leaveGroup: () => inDetails(messages.leaveGroup, confirm),
    renameGroup: (name) =>
      inDetails(messages.renameGroup, async () => {
        await fill(session, messages.groupName, name);
        await tap(session, messages.groupDone);
      }),
    changeIcon: (icon) => inDetails(messages.groupPhoto, () => tap(session, groupPicture(pictureName(icon)))),
    async readIcon() {
      let icon: GroupIcon | undefined;
      await inDetails(messages.groupPhoto, async () => {
        icon = await chosenIcon((name) => find(session, groupPicture(name)));
        await back();
      });
      return icon;
    },
    endEncryption: () => inDetails(messages.endEncryption, confirm),
    async deleteBubble(canary) {
      const { elementId } = await find(session, bubbleWith(canary));
      await session.execute('mobile: longClickGesture', { elementId });
      await tap(session, messages.deleteMessage);
      await confirm();
      await find(session, messages.conversation);
    },
  };
}
