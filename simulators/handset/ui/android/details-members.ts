import type { Conversation } from '../../model.ts';
import { people } from '../conversation-title.ts';
import { memberArgument } from '../member-argument.ts';
import type { UiNode } from '../node.ts';
import { type Participant, participants } from '../participants.ts';
import type { DetailsBlock } from './details-option.ts';
import { deviceCount, identifiers, peopleCount, words } from './locators.ts';
import { avatarColour, colours, screenSize } from './theme.ts';
import { avatar, iconButton, label, lineWidth, widget } from './widgets.ts';

const rowHeight = 64;

/** Who is in a group, with a way to remove them. Between two people: whose devices take part, where that is known. */
export function memberBlocks(screen: string, conversation: Conversation, own: string): readonly DetailsBlock[] {
  const { id, group, encryption } = conversation;
  if (group === undefined && encryption?.devices === undefined) return [];
  const count = group === undefined ? 2 : people(group);
  return [
    {
      height: 40,
      build: (y) => [
        label(`${screen}/people`, { x: 24, y: y + 12, width: screenSize.width - 48, height: 22 }, peopleCount(count), {
          size: 14,
          weight: 500,
          colour: colours.quiet,
        }),
      ],
    },
    ...participants(conversation, own, words.you).map(
      (member): DetailsBlock => ({
        height: rowHeight,
        build: (y) => [row(`${screen}/member/${member.msisdn}`, member, y, group?.left === false ? id : undefined)],
      }),
    ),
  ];
}

/** @param group where members may be removed from it */
function row(key: string, member: Participant, y: number, group: string | undefined): UiNode {
  const { msisdn, name, own, devices } = member;
  const removable = group !== undefined && !own;
  const right = screenSize.width - (removable ? 64 : 24);
  const said = devices === undefined ? '' : deviceCount(devices);
  const saidWidth = said === '' ? 0 : Math.ceil(lineWidth(said, 13)) + 8;
  const width = right - saidWidth - 80;
  return widget(
    key,
    'android.widget.LinearLayout',
    { x: 0, y, width: screenSize.width, height: rowHeight },
    {
      part: 'member-row',
      identifier: identifiers.memberRow,
      children: [
        avatar(`${key}/avatar`, { x: 24, y: y + 12, width: 40, height: 40 }, name, avatarColour(msisdn)),
        label(
          `${key}/name`,
          { x: 80, y: y + 9, width, height: 24 },
          name,
          {},
          {
            part: 'member-name',
            identifier: identifiers.memberName,
          },
        ),
        label(
          `${key}/number`,
          { x: 80, y: y + 34, width, height: 20 },
          msisdn,
          { size: 14, colour: colours.quiet },
          {
            part: 'member-number',
            identifier: identifiers.memberNumber,
          },
        ),
        ...(said === ''
          ? []
          : [
              label(
                `${key}/devices`,
                { x: right - saidWidth, y: y + 22, width: saidWidth, height: 20 },
                said,
                { size: 13, colour: colours.quiet, align: 'right' },
                { part: 'member-devices', identifier: identifiers.memberDevices },
              ),
            ]),
        ...(removable
          ? [
              iconButton(`${key}/remove`, screenSize.width - 60, y + 8, 'close', `${words.remove} ${name}`, {
                part: 'remove-member',
                identifier: identifiers.removeMember,
                action: { do: 'navigate', screen: 'confirm-remove', argument: memberArgument(group, msisdn) },
              }),
            ]
          : []),
      ],
    },
  );
}
