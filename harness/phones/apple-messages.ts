import type { GroupIcon } from '../../simulators/handset/model.ts';
import { appleMessages } from '../farm/ios-capabilities.ts';
import { alertButton, bubbleWith, conversationCell, groupPicture, messages, removeButton } from './apple-locators.ts';
import { readConversation, readDetailsPage, readTitles } from './apple-reading.ts';
import { readAllDetails } from './details.ts';
import { fill, find, glimpse, reach, type Target, tap } from './find.ts';
import { page } from './page.ts';
import { chosenIcon, pictureName } from './picture-name.ts';
import type { MessagesScreens } from './screens.ts';

/** More screens than lie between any of the app's and its list. */
const deepest = 6;

/** Apple's Messages. */
export function appleScreens(session: WebdriverIO.Browser): MessagesScreens {
  const source = async () => page(await session.getPageSource());

  async function scrollIn(list: Target, direction: 'up' | 'down'): Promise<void> {
    const { elementId } = await find(session, list);
    await session.execute('mobile: scroll', { elementId, direction });
  }
  const scrollDetails = (direction: 'up' | 'down'): Promise<void> => scrollIn(messages.detailsShown, direction);

  async function openDetails(): Promise<void> {
    await tap(session, messages.title);
    await find(session, messages.detailsShown);
  }

  async function leaveDetails(): Promise<void> {
    await tap(session, messages.back);
    await find(session, messages.transcript);
  }

  /** Taps something in the details, does what that leads to, and comes back to the conversation. */
  async function inDetails(target: Target, act: () => Promise<void>): Promise<void> {
    await openDetails();
    await (await reach(session, target, () => scrollDetails('down'))).click();
    await act();
    await find(session, messages.detailsShown);
    await leaveDetails();
  }

  async function pick(msisdn: string): Promise<void> {
    await fill(session, messages.recipient, msisdn);
    await tap(session, messages.pick);
  }

  const nameIt = (name: string): Promise<void> =>
    inDetails(messages.nameAndPhoto, async () => {
      await fill(session, messages.groupName, name);
      await tap(session, messages.done);
    });

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
        // Not by the button for a new message: its last resort finds a button of every bar.
        if ((await glimpse(session, messages.list)) !== undefined) return;
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
    scroll: (direction) => scrollIn(messages.transcript, direction),
    async readDetails() {
      await openDetails();
      return readAllDetails(async () => readDetailsPage(await source()), scrollDetails);
    },
    leaveDetails,
    async startGroup(msisdns, name) {
      await tap(session, messages.compose);
      for (const msisdn of msisdns) await pick(msisdn);
      await tap(session, messages.body);
      await find(session, messages.title);
      if (name !== undefined) await nameIt(name); // iOS asks for none: the group is named in its details
    },
    addMember: (msisdn) =>
      inDetails(messages.addContact, async () => {
        await pick(msisdn);
        await tap(session, messages.done);
      }),
    removeMember: (msisdn) => inDetails(removeButton(msisdn), () => tap(session, alertButton('Remove'))),
    leaveGroup: () => inDetails(messages.leave, () => tap(session, alertButton('Leave'))),
    renameGroup: nameIt,
    changeIcon: (icon) => inDetails(messages.nameAndPhoto, () => tap(session, groupPicture(pictureName(icon)))),
    async readIcon() {
      let icon: GroupIcon | undefined;
      await inDetails(messages.nameAndPhoto, async () => {
        icon = await chosenIcon((name) => find(session, groupPicture(name)));
        await tap(session, messages.back);
      });
      return icon;
    },
    endEncryption: () => inDetails(messages.endEncryption, () => tap(session, alertButton('Turn Off'))),
    async deleteBubble(canary) {
      const { elementId } = await find(session, bubbleWith(canary));
      await session.execute('mobile: touchAndHold', { elementId, duration: 1 });
      await tap(session, messages.deleteMessage);
      await tap(session, alertButton('Delete Message'));
      await find(session, messages.transcript);
    },
  };
}
