import type { Conversation } from '../../model.ts';
import { element } from '../element.ts';
import { memberArgument } from '../member-argument.ts';
import type { UiNode } from '../node.ts';
import { type Participant, participants } from '../participants.ts';
import { avatar, button, lineWidth, staticText } from './controls.ts';
import { card, type DetailsBlock, gap } from './details-block.ts';
import { deviceCount, identifiers, words } from './locators.ts';
import { colours } from './theme.ts';

const rowHeight = 58;

/** Who is in a group, with a way to remove them. Between two people: whose devices take part, where that is known. */
export function memberBlocks(screen: string, conversation: Conversation, own: string): readonly DetailsBlock[] {
  const { id, group, encryption } = conversation;
  if (group === undefined && encryption?.devices === undefined) return [];
  const rows = participants(conversation, own, words.you).map(
    (member): DetailsBlock => ({
      height: rowHeight,
      build: (y) => [row(`${screen}/member/${member.msisdn}`, member, y, group?.left === false ? id : undefined)],
    }),
  );
  return group?.left === false ? rows : [...rows, gap];
}

/** @param group where members may be removed from it */
function row(key: string, member: Participant, y: number, group: string | undefined): UiNode {
  const { msisdn, name, own, devices } = member;
  const removable = group !== undefined && !own;
  const left = card.x + 16;
  const right = card.x + card.width - (removable ? 52 : 16);
  const said = devices === undefined ? '' : deviceCount(devices);
  const saidWidth = said === '' ? 0 : Math.ceil(lineWidth(said, 13)) + 8;
  const width = right - saidWidth - left - 54;
  return element(
    key,
    'XCUIElementTypeCell',
    { ...card, y, height: rowHeight - 2 },
    {
      part: 'member-row',
      identifier: identifiers.memberRow,
      label: [name, msisdn, ...(said === '' ? [] : [said])].join(', '),
      paint: { fill: '#ffffff', radius: 10 },
      children: [
        avatar(`${key}/avatar`, { x: left, y: y + 9, width: 40, height: 40 }, name),
        staticText(
          `${key}/name`,
          { x: left + 54, y: y + 7, width, height: 24 },
          name,
          {},
          {
            part: 'member-name',
            identifier: identifiers.memberName,
          },
        ),
        staticText(
          `${key}/number`,
          { x: left + 54, y: y + 31, width, height: 20 },
          msisdn,
          {
            size: 13,
            colour: colours.quiet,
          },
          { part: 'member-number', identifier: identifiers.memberNumber },
        ),
        ...(said === ''
          ? []
          : [
              staticText(
                `${key}/devices`,
                { x: right - saidWidth, y: y + 19, width: saidWidth, height: 20 },
                said,
                { size: 13, colour: colours.quiet, align: 'right' },
                { part: 'member-devices', identifier: identifiers.memberDevices },
              ),
            ]),
        ...(removable
          ? [
              button(`${key}/remove`, { x: right + 8, y: y + 11, width: 36, height: 36 }, `${words.remove} ${name}`, {
                part: 'remove-member',
                identifier: identifiers.removeMember,
                action: { do: 'navigate', screen: 'confirm-remove', argument: memberArgument(group, msisdn) },
                paint: { icon: 'remove', iconSize: 20, iconColor: colours.failed },
              }),
            ]
          : []),
      ],
    },
  );
}
