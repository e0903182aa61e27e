import { type GroupIcon, groupIcons } from '../model.ts';
import type { Phone } from '../phone.ts';
import { words as android } from './android/locators.ts';
import { hands } from './hands.ts';
import { words as ios } from './ios/locators.ts';
import { type Part, type UiNode, walk } from './node.ts';
import { nodeWith, type ReadMember, readMembers, shown } from './reading.ts';

/** What the details of a conversation say of its encryption. */
export interface SeenEncryption {
  /** The app's words. */
  readonly status: string;
  /** Twelve groups of five digits; absent where none is shown. */
  readonly verificationCode?: string;
  /** `Era 1 · Epoch 7`; absent where none is shown. */
  readonly epoch?: string;
  /** `Working (Healthy)`; absent where none is shown. */
  readonly health?: string;
}

/** What somebody does with groups. Members are MSISDNs; a `peer` is one too, or the title of a group. */
export interface GroupWays {
  /** Returns the title that the group then has. Two people at least. */
  startGroup(msisdns: readonly string[], name?: string): string;
  addMember(title: string, msisdn: string): void;
  removeMember(title: string, msisdn: string): void;
  leaveGroup(title: string): void;
  renameGroup(title: string, name: string): void;
  changeIcon(title: string, icon: GroupIcon): void;
  /** The picture that is chosen in the details of a group; undefined while none is. */
  icon(title: string): GroupIcon | undefined;
  /** Turns encryption off for everybody, with a group or one person. */
  endEncryption(peer: string): void;
  /** Everybody in the details of a conversation, the phone's owner included while in it. */
  members(peer: string): readonly (ReadMember & { readonly own: boolean })[];
  encryption(peer: string): SeenEncryption;
}

const you: ReadonlySet<string> = new Set([android.you, ios.you]);

/** @param open brings a conversation to the front. @param goToList brings the list of conversations there. */
export function groupWays(phone: Phone, open: (peer: string) => void, goToList: () => void): GroupWays {
  const { lost, find, tap, fill, retreat, leaf, reach } = hands(phone);
  const has = (part: Part): boolean => nodeWith(phone.tree(), part) !== undefined;

  /** Does something in the details of a conversation, and comes back to it. */
  function inDetails<T>(peer: string, act: () => T): T {
    open(peer);
    tap('open-details');
    const result = act();
    while (!has('bubble-list')) {
      if (!has('back') && !has('dialog-cancel')) throw lost('way back to the conversation');
      retreat();
    }
    return result;
  }

  const option = (part: Part): void => reach('details-list', part, (node) => node.part === part);

  function confirm(part: Part): void {
    option(part);
    tap('dialog-confirm');
  }

  function pick(msisdn: string): void {
    fill('recipient-field', msisdn);
    tap('pick-recipient');
  }

  return {
    startGroup(msisdns, name) {
      goToList();
      tap('new-conversation');
      if (has('start-group')) tap('start-group');
      for (const msisdn of msisdns) pick(msisdn);
      tap('recipients-next');
      const asked = has('group-name-field');
      if (asked && name !== undefined) fill('group-name-field', name);
      if (asked) tap('group-done');
      const title = shown(find('conversation-title'));
      if (asked || name === undefined) return title;
      // iOS asks for no name: the group is named in its details.
      tap('open-details');
      nameIt(name);
      retreat();
      return shown(find('conversation-title'));
    },
    addMember: (title, msisdn) =>
      inDetails(title, () => {
        option('add-people');
        pick(msisdn);
        tap('recipients-next');
      }),
    removeMember: (title, msisdn) =>
      inDetails(title, () => {
        const isRow = (node: UiNode): boolean =>
          node.part === 'remove-member' && rowOf(node)?.msisdn === msisdn && node.visible;
        reach('details-list', `way to remove ${msisdn}`, isRow);
        tap('dialog-confirm');
      }),
    leaveGroup: (title) => inDetails(title, () => confirm('leave-group')),
    renameGroup: (title, name) => inDetails(title, () => nameIt(name)),
    changeIcon: (title, icon) =>
      inDetails(title, () => {
        const choice = pictures().find(({ label }) => label?.toLowerCase() === icon);
        if (choice === undefined || !phone.tap(choice.key)) throw lost(`picture ${icon}`);
      }),
    icon: (title) =>
      inDetails(title, () => {
        const chosen = pictures().find(({ selected }) => selected)?.label;
        return groupIcons.find((icon) => icon === chosen?.toLowerCase());
      }),
    endEncryption: (peer) => inDetails(peer, () => confirm('end-encryption')),
    members: (peer) =>
      inDetails(peer, () => {
        const seen = new Map<string, ReadMember & { readonly own: boolean }>();
        leaf('details-list', -1, () => {});
        leaf('details-list', 1, () => {
          for (const { msisdn, name, devices } of readMembers(phone.tree())) {
            const before = seen.get(msisdn);
            if (msisdn !== '')
              seen.set(msisdn, {
                msisdn,
                name: name === '' ? (before?.name ?? '') : name,
                devices: devices === '' ? (before?.devices ?? '') : devices,
                own: you.has(name) || before?.own === true,
              });
          }
        });
        return [...seen.values()];
      }),
    encryption: (peer) =>
      inDetails(peer, () => {
        const said = new Map<Part, string>();
        let epoch: string | undefined;
        leaf('details-list', -1, () => {});
        leaf('details-list', 1, () => {
          for (const node of walk(phone.tree())) {
            if (!node.visible) continue;
            if (node.part !== undefined && shown(node) !== '') said.set(node.part, shown(node));
            if (/^Era \d+ · Epoch \d+$/u.test(shown(node))) epoch = shown(node);
          }
        });
        const code = said.get('verification-code');
        const health = said.get('details-health');
        return {
          status: said.get('details-encryption') ?? '',
          ...(code === undefined ? {} : { verificationCode: code }),
          ...(epoch === undefined ? {} : { epoch }),
          ...(health === undefined ? {} : { health }),
        };
      }),
  };

  function nameIt(name: string): void {
    option('rename-group');
    fill('group-name-field', name);
    tap('group-done');
  }

  /** From the details to the pictures that there are. */
  function pictures(): readonly UiNode[] {
    reach('details-list', 'way to the pictures', ({ part }) => part === 'change-icon' || isIosIdentity(part));
    return [...walk(phone.tree())].filter(({ part }) => part === 'icon-choice');
  }

  /** On iOS name and pictures are one screen. */
  function isIosIdentity(part: Part | undefined): boolean {
    return phone.os === 'ios' && part === 'rename-group';
  }

  function rowOf(button: UiNode): ReadMember | undefined {
    for (const node of walk(phone.tree()))
      if (node.part === 'member-row' && node.children.includes(button)) return readMembers(node)[0];
    return undefined;
  }
}
