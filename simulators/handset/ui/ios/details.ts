import type { Conversation } from '../../model.ts';
import { conversationTitle, people } from '../conversation-title.ts';
import { element } from '../element.ts';
import { placeRows } from '../rows.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { inView } from '../viewport.ts';
import {
  application,
  backButton,
  belowBar,
  contentBottom,
  conversationAvatar,
  navigationBar,
  staticText,
} from './controls.ts';
import { type DetailsBlock, gap, optionBlock } from './details-block.ts';
import { encryptionBlocks, statusBlock } from './details-encryption.ts';
import { memberBlocks } from './details-members.ts';
import { identifiers, peopleCount, words } from './locators.ts';
import { colours, screenSize } from './theme.ts';

const middle = { x: 16, width: screenSize.width - 32 };
const viewport = { x: 0, y: belowBar, width: screenSize.width, height: contentBottom - belowBar };

/**
 * Behind the conversation's name: who is in it, what may be done to a group, the code to compare and, at the end,
 * whether the conversation is encrypted.
 */
export function details(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const { model, screen } = context;
  const conversation = model.conversation(screen.argument);
  if (conversation === undefined) return still(application(key, words.messagesApp, [backButton(key, '')]));
  const { id, group } = conversation;
  const inGroup = group?.left === false;
  const to = (name: string) => ({ do: 'navigate', screen: name, argument: id }) as const;
  const blocks = [
    heading(key, conversation),
    ...(inGroup
      ? [optionBlock(`${key}/name-and-photo`, 'rename-group', words.changeNameAndPhoto, to('name-and-photo')), gap]
      : []),
    ...memberBlocks(key, conversation, model.msisdn),
    ...(inGroup ? [optionBlock(`${key}/add`, 'add-people', words.add, to('add-people'))] : []),
    ...(inGroup ? [gap] : []),
    ...encryptionBlocks(key, conversation),
    ...(inGroup ? [optionBlock(`${key}/leave`, 'leave-group', words.leave, to('confirm-leave')), gap] : []),
    statusBlock(key, conversation.transport === 'rcs-encrypted'),
    gap,
  ];
  const rows = placeRows(
    blocks.map(({ height }) => height),
    viewport,
    context.scroll,
    'top',
  );
  const built = blocks.flatMap(({ build }, i) => build(rows.tops[i] ?? 0));
  const list = element(`${key}/list`, 'XCUIElementTypeCollectionView', viewport, {
    part: 'details-list',
    identifier: identifiers.detailsList,
    scrollable: rows.maxScroll > 0,
    children: inView(built, viewport, 'hide'),
  });
  const root = application(key, words.messagesApp, [navigationBar(key, 'Details', words.back), list], {
    fill: colours.grouped,
  });
  return { root, maxScroll: rows.maxScroll, opensAt: 'top' };
}

function heading(key: string, conversation: Conversation): DetailsBlock {
  const { peer, group } = conversation;
  return {
    height: 186,
    build: (y) => [
      conversationAvatar(
        `${key}/avatar`,
        { x: screenSize.width / 2 - 46, y: y + 8, width: 92, height: 92 },
        conversation,
      ),
      staticText(`${key}/name`, { ...middle, y: y + 110, height: 36 }, conversationTitle(conversation), {
        size: 28,
        weight: 600,
        align: 'center',
      }),
      staticText(
        `${key}/number`,
        { ...middle, y: y + 148, height: 22 },
        group === undefined ? peer.msisdn : peopleCount(people(group)),
        { size: 15, colour: group === undefined ? colours.tint : colours.quiet, align: 'center' },
        group === undefined
          ? { part: 'details-number', identifier: identifiers.detailsNumber }
          : { part: 'details-members', identifier: identifiers.detailsMembers },
      ),
    ],
  };
}
