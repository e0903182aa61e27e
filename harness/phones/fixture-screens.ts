import { screenReader } from '../../simulators/handset/android/accessibility/reader.ts';
import { pageSource } from '../../simulators/handset/android/accessibility/source.ts';
import { elementTree } from '../../simulators/handset/ios/wda/element.ts';
import { xmlSource } from '../../simulators/handset/ios/wda/source-xml.ts';
import type { Phone } from '../../simulators/handset/phone.ts';
import * as apple from './apple-reading.ts';
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
    readDetails: () => Promise.reject(new Error('this fixture has no details')),
    leaveDetails: () => Promise.reject(new Error('this fixture has no details')),
  };
}
