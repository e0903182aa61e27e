import type { Conversation } from '../../model.ts';
import { conversationTitle, people } from '../conversation-title.ts';
import { placeRows } from '../rows.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { inView } from '../viewport.ts';
import { belowAppBar, titleBar, upButton } from './app-bar.ts';
import { encryptionBlocks } from './details-encryption.ts';
import { memberBlocks } from './details-members.ts';
import { type DetailsBlock, optionBlock } from './details-option.ts';
import { identifiers, peopleCount, words } from './locators.ts';
import { colours, gestureBar, screenSize } from './theme.ts';
import { conversationAvatar, label, pixels, widget, window } from './widgets.ts';

const middle = { x: 24, width: screenSize.width - 48 };
const viewport = {
  x: 0,
  y: belowAppBar,
  width: screenSize.width,
  height: screenSize.height - gestureBar - belowAppBar,
};

/** ⋮ › Details: who is in it, whether the chat is encrypted, the code to compare, and what may be done to a group. */
export function details(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const { model, screen } = context;
  const conversation = model.conversation(screen.argument);
  if (conversation === undefined) return still(window(key, [upButton(key)]));
  const { group } = conversation;
  const blocks = [
    heading(key, conversation),
    ...encryptionBlocks(key, conversation),
    ...(group === undefined ? [] : groupOptions(key, conversation)),
    ...memberBlocks(key, conversation, model.msisdn),
    ...(group === undefined || group.left
      ? []
      : [
          optionBlock(`${key}/leave`, 'leave-group', 'leave', words.leaveGroup, {
            do: 'navigate',
            screen: 'confirm-leave',
            argument: conversation.id,
          }),
        ]),
  ];
  const rows = placeRows(
    blocks.map(({ height }) => height),
    viewport,
    context.scroll,
    'top',
  );
  const built = blocks
    .slice(rows.first, rows.last + 1)
    .flatMap(({ build }, i) => build(rows.tops[rows.first + i] ?? 0));
  const list = widget(`${key}/list`, 'android.widget.ScrollView', viewport, {
    part: 'details-list',
    identifier: identifiers.detailsList,
    scrollable: rows.maxScroll > 0,
    children: inView(built, pixels(viewport), 'drop'),
  });
  const title = group === undefined ? words.details : words.groupDetails;
  return { root: window(key, [titleBar(key, title), list]), maxScroll: rows.maxScroll, opensAt: 'top' };
}

function heading(key: string, conversation: Conversation): DetailsBlock {
  const { peer, group } = conversation;
  return {
    height: 184,
    build: (y) => [
      conversationAvatar(
        `${key}/avatar`,
        { x: screenSize.width / 2 - 44, y: y + 12, width: 88, height: 88 },
        conversation,
      ),
      label(`${key}/name`, { ...middle, y: y + 112, height: 34 }, conversationTitle(conversation), {
        size: 24,
        align: 'center',
      }),
      label(
        `${key}/number`,
        { ...middle, y: y + 148, height: 24 },
        group === undefined ? peer.msisdn : peopleCount(people(group)),
        { size: 15, colour: colours.quiet, align: 'center' },
        group === undefined
          ? { part: 'details-number', identifier: identifiers.detailsNumber }
          : { part: 'details-members', identifier: identifiers.detailsMembers },
      ),
    ],
  };
}

function groupOptions(key: string, { id, group }: Conversation): readonly DetailsBlock[] {
  if (group?.left !== false) return [];
  const to = (screen: string) => ({ do: 'navigate', screen, argument: id }) as const;
  return [
    optionBlock(`${key}/rename`, 'rename-group', 'pencil', words.renameGroup, to('rename-group')),
    optionBlock(`${key}/photo`, 'change-icon', 'picture', words.groupPhoto, to('group-photo')),
    optionBlock(`${key}/add`, 'add-people', 'plus', words.addPeople, to('add-people')),
  ];
}
