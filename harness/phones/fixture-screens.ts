import { screenReader } from '../../simulators/handset/android/accessibility/reader.ts';
import { pageSource } from '../../simulators/handset/android/accessibility/source.ts';
import { elementTree } from '../../simulators/handset/ios/wda/element.ts';
import { xmlSource } from '../../simulators/handset/ios/wda/source-xml.ts';
import type { Phone } from '../../simulators/handset/phone.ts';
import { type UiNode, walk } from '../../simulators/handset/ui/node.ts';
import * as apple from './apple-reading.ts';
import { readAllDetails } from './details.ts';
import * as google from './google-reading.ts';
import { page } from './page.ts';
import type { MessagesScreens } from './screens.ts';

/** For tests only: what a driver would say of a simulated phone's screen, without the driver. */
export function sourceOf(phone: Phone): string {
  if (phone.os === 'android') return pageSource(screenReader(phone).read().root, phone);
  const root = elementTree(phone.tree(), 200, ({ key }) => key);
  return xmlSource(root, '', { pid: 1, bundleId: phone.foreground() }, {});
}

/** For tests only: a conversation that is open already, read and scrolled; `sent` collects what was typed. */
export function openScreens(phone: Phone, sent: string[] = []): MessagesScreens {
  const { readConversation, readTitles } = phone.os === 'android' ? google : apple;
  const source = async () => page(sourceOf(phone));
  let typed = '';
  return {
    os: phone.os,
    launch: async () => {},
    goToList: async () => {},
    openTitle: async () => {},
    openNumber: async () => {},
    async type(body) {
      typed = body;
      return body;
    },
    async pressSend() {
      sent.push(typed);
    },
    source,
    readConversation,
    readTitles,
    scroll: async (direction) =>
      phone.scroll((direction === 'up' ? -1 : 1) * phone.screen.height * phone.screen.scale * 0.4),
    readDetails: none,
    leaveDetails: none,
    startGroup: none,
    addMember: none,
    removeMember: none,
    leaveGroup: none,
    renameGroup: none,
    changeIcon: none,
    readIcon: none,
    endEncryption: none,
    deleteBubble: none,
  };
}

/** For tests only: the list of conversations, from which one is opened, and the details of that. */
export function groupScreens(phone: Phone): MessagesScreens {
  const screens = openScreens(phone);
  const { readDetailsPage } = phone.os === 'android' ? google : apple;
  const tap = (wanted: (node: UiNode) => boolean): void => {
    const node = [...walk(phone.tree())].find(wanted);
    if (node === undefined || !phone.tap(node.key)) throw new Error('there is nothing of that to tap');
  };
  const launch = async (): Promise<void> => {
    const messages = phone.apps()[1]?.id ?? '';
    phone.terminate(messages);
    phone.launch(messages);
  };
  return {
    ...screens,
    launch,
    goToList: launch,
    openTitle: async (title) =>
      tap(({ part, text, label }) => part === 'conversation-name' && (text ?? label) === title),
    async readDetails() {
      tap(({ part }) => part === 'open-details');
      return readAllDetails(async () => readDetailsPage(await screens.source()), screens.scroll);
    },
    leaveDetails: async () => phone.back(),
  };
}

const none = (): Promise<never> => Promise.reject(new Error('this fixture has the conversation alone'));
