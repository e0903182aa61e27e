import type { StageClient } from '../stage/client.ts';
import type { MemberAct, MemberAnswer } from '../stage/member-api.ts';
import { words as apple } from './apple-locators.ts';
import { detailsPage, joinDetails } from './details.ts';
import { words as google } from './google-locators.ts';
import type { MessagesScreens } from './screens.ts';
import type { SettingsScreens } from './settings.ts';
import { sorted } from './transcript.ts';

/** What the world's own user of a phone sees: the list of conversations, or all of one. */
export type MemberScreen = { readonly titles: readonly string[] } | { readonly conversation: MemberAnswer<'look'> };

type Act = <A extends MemberAct>(act: A) => Promise<MemberAnswer<A['do']>>;

/** Messages on a simulated phone that no driver reaches: its user stands in the world's process. */
export function memberScreens(os: 'android' | 'ios', act: Act): MessagesScreens<MemberScreen> {
  /** The conversation in front: a number, or the title by which a group was opened. */
  let front: string | undefined;
  let typed = '';
  const inFront = (): string => {
    if (front === undefined) throw new Error('no conversation is open: open one first');
    return front;
  };
  const list = async (): Promise<void> => {
    front = undefined;
    await act({ do: 'list' });
  };
  const open = async (peer: string): Promise<void> => {
    await act({ do: 'look', peer });
    front = peer;
  };
  const inGroup = async (what: MemberAct): Promise<void> => void (await act(what));

  return {
    os,
    launch: list,
    goToList: list,
    openTitle: open,
    openNumber: open,
    async type(body) {
      typed = body;
      return body;
    },
    async pressSend() {
      await act({ do: 'send', peer: inFront(), body: typed });
    },
    source: async () =>
      front === undefined ? act({ do: 'list' }) : { conversation: await act({ do: 'look', peer: front }) },
    readConversation(screen) {
      if (!('conversation' in screen)) return undefined;
      const { title, encrypted, notEncrypted, closed, bubbles, notices } = screen.conversation;
      const lines = [...bubbles, ...notices.map((notice) => ({ notice }))];
      return { title, encrypted, notEncrypted, closed, sms: false, more: false, ...sorted(lines) };
    },
    readTitles: (screen) => ('titles' in screen ? screen.titles : []),
    scroll: async () => {},
    async readDetails() {
      const { encrypted: encryptedWords } = os === 'android' ? google : apple;
      const said = await act({ do: 'details', peer: inFront() });
      return joinDetails([detailsPage({ ...said, encryptedWords, more: false })]);
    },
    leaveDetails: async () => {},
    async startGroup(msisdns, name) {
      const { title } = await act({ do: 'start-group', msisdns: [...msisdns], ...(name !== undefined && { name }) });
      front = title;
    },
    addMember: (msisdn) => inGroup({ do: 'add-member', peer: inFront(), msisdn }),
    removeMember: (msisdn) => inGroup({ do: 'remove-member', peer: inFront(), msisdn }),
    leaveGroup: () => inGroup({ do: 'leave-group', peer: inFront() }),
    renameGroup: (name) => inGroup({ do: 'rename-group', peer: inFront(), name }),
    changeIcon: (icon) => inGroup({ do: 'change-icon', peer: inFront(), icon }),
    readIcon: async () => (await act({ do: 'see-icon', peer: inFront() })).icon ?? undefined,
    endEncryption: () => inGroup({ do: 'end-encryption', peer: inFront() }),
    deleteBubble: async (canary) => void (await act({ do: 'delete-message', peer: inFront(), canary })),
  };
}

export function memberSettings(act: Act): SettingsScreens {
  return {
    isOn: async (setting) => (await act({ do: 'read-switch', setting })).on,
    flip: async (setting, on) => void (await act({ do: 'switch', setting, on })),
  };
}

/** The hands of one such phone's user. */
export const actingAs =
  (stage: Pick<StageClient, 'act'>, name: string): Act =>
  (what) =>
    stage.act(name, what);
