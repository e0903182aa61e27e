import type { Conversation } from '../../model.ts';
import { element } from '../element.ts';
import { healthText } from '../health-text.ts';
import { verificationCode } from '../verification-code.ts';
import { staticText } from './controls.ts';
import { card, type DetailsBlock, gap, optionBlock } from './details-block.ts';
import { identifiers, words } from './locators.ts';
import { colours, screenSize } from './theme.ts';

const inside = { x: 32, width: screenSize.width - 64 };

/** The code to compare, how the group's encryption is, and the way to end it. */
export function encryptionBlocks(
  screen: string,
  { id, transport, encryption, group }: Conversation,
): readonly DetailsBlock[] {
  const encrypted = transport === 'rcs-encrypted';
  const ends = encrypted && group?.left !== true;
  if (encryption === undefined) return [];
  const end = { do: 'navigate', screen: 'confirm-end-encryption', argument: id } as const;
  return [
    ...(encrypted ? [code(screen, encryption), gap] : []),
    ...(encryption.health === undefined ? [] : [healthBlock(screen, encryption.health), gap]),
    ...(ends ? [optionBlock(`${screen}/end-encryption`, 'end-encryption', words.endEncryption, end), gap] : []),
  ];
}

function healthBlock(screen: string, state: string): DetailsBlock {
  const key = `${screen}/health`;
  return {
    height: 64,
    build: (y) => [
      element(
        key,
        'XCUIElementTypeCell',
        { ...card, y, height: 64 },
        {
          part: 'details-row',
          paint: { fill: '#ffffff', radius: 10 },
          children: [
            staticText(`${key}/title`, { ...inside, y: y + 8, height: 26 }, words.health, {}),
            staticText(
              `${key}/state`,
              { ...inside, y: y + 35, height: 20 },
              healthText(state),
              { size: 13, colour: colours.quiet },
              { part: 'details-health', identifier: identifiers.detailsHealth },
            ),
          ],
        },
      ),
    ],
  };
}

function code(screen: string, group: NonNullable<Conversation['encryption']>): DetailsBlock {
  const groups = verificationCode(group.epochAuthenticator);
  const rows = [groups.slice(0, 4), groups.slice(4, 8), groups.slice(8)].map((row) => row.join('  '));
  return {
    height: 190,
    build: (y) => [
      element(
        `${screen}/code-card`,
        'XCUIElementTypeOther',
        { ...card, y, height: 190 },
        {
          part: 'details-row',
          paint: { fill: '#ffffff', radius: 10 },
          children: [
            staticText(`${screen}/code-title`, { ...inside, y: y + 10, height: 28 }, words.verificationCode, {
              weight: 600,
            }),
            element(
              `${screen}/code`,
              'XCUIElementTypeStaticText',
              { ...inside, y: y + 46, height: 96 },
              {
                part: 'verification-code',
                identifier: identifiers.verificationCode,
                label: groups.join(' '),
                paint: {
                  text: rows.join('\n'),
                  wrap: true,
                  align: 'center',
                  fontSize: 20,
                  fontWeight: 500,
                  lineHeight: 32,
                },
              },
            ),
            staticText(
              `${screen}/epoch`,
              { ...inside, y: y + 152, height: 24 },
              `Era ${group.era} · Epoch ${group.epoch}`,
              { size: 13, colour: colours.quiet, align: 'center' },
              { identifier: identifiers.detailsEpoch },
            ),
          ],
        },
      ),
    ],
  };
}

/** The line at the end: whether the conversation is encrypted. */
export function statusBlock(screen: string, encrypted: boolean): DetailsBlock {
  return {
    height: 50,
    build: (y) => [
      element(
        `${screen}/encryption`,
        'XCUIElementTypeCell',
        { ...card, y, height: 50 },
        {
          part: 'details-row',
          paint: { fill: '#ffffff', radius: 10 },
          children: [
            element(
              `${screen}/encryption/icon`,
              'XCUIElementTypeImage',
              { x: 32, y: y + 14, width: 22, height: 22 },
              {
                part: 'decoration',
                paint: { icon: encrypted ? 'lock' : 'info', iconColor: encrypted ? colours.own : colours.quiet },
              },
            ),
            staticText(
              `${screen}/encryption/status`,
              { x: 66, y: y + 10, width: 290, height: 30 },
              encrypted ? words.detailsEncrypted : words.detailsNotEncrypted,
              {},
              { part: 'details-encryption', identifier: identifiers.detailsEncryption },
            ),
          ],
        },
      ),
    ],
  };
}
