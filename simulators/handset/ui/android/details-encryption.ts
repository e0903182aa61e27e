import type { Conversation } from '../../model.ts';
import { healthText } from '../health-text.ts';
import type { Part } from '../node.ts';
import { verificationCode } from '../verification-code.ts';
import { type DetailsBlock, optionBlock } from './details-option.ts';
import { identifiers, words } from './locators.ts';
import { colours, screenSize } from './theme.ts';
import { label, widget } from './widgets.ts';

const middle = { x: 24, width: screenSize.width - 48 };

/** Whether a chat is encrypted, the code to compare, how the group's encryption is, and the way to end it. */
export function encryptionBlocks(
  screen: string,
  { id, transport, encryption, group }: Conversation,
): readonly DetailsBlock[] {
  const encrypted = transport === 'rcs-encrypted';
  const ends = encrypted && group?.left !== true;
  return [
    line(`${screen}/encryption`, encrypted ? 'lock' : 'info', words.verify, {
      text: encrypted ? words.encryptedChat : words.notEncryptedChat,
      part: 'details-encryption',
      identifier: identifiers.detailsEncryption,
      on: encrypted,
    }),
    ...(encryption === undefined || !encrypted ? [] : [code(screen, encryption)]),
    ...(encryption?.health === undefined
      ? []
      : [
          line(`${screen}/health`, 'info', words.health, {
            text: healthText(encryption.health),
            part: 'details-health',
            identifier: identifiers.detailsHealth,
            on: false,
          }),
        ]),
    ...(encryption === undefined || !ends
      ? []
      : [
          optionBlock(`${screen}/end-encryption`, 'end-encryption', 'close', words.endEncryption, {
            do: 'navigate',
            screen: 'confirm-end-encryption',
            argument: id,
          }),
        ]),
  ];
}

interface Status {
  readonly text: string;
  readonly part: Part;
  readonly identifier: string;
  readonly on: boolean;
}

function line(key: string, icon: 'lock' | 'info', title: string, { text, part, identifier, on }: Status): DetailsBlock {
  return {
    height: 72,
    build: (y) => [
      widget(
        key,
        'android.widget.LinearLayout',
        { x: 0, y, width: screenSize.width, height: 72 },
        {
          part: 'details-row',
          children: [
            widget(
              `${key}/icon`,
              'android.widget.ImageView',
              { x: 24, y: y + 24, width: 24, height: 24 },
              {
                part: 'decoration',
                paint: { icon, iconColor: on ? colours.primary : colours.quiet },
              },
            ),
            label(
              `${key}/title`,
              { x: 72, y: y + 12, width: screenSize.width - 96, height: 26 },
              title,
              { size: 17 },
              {
                identifier: identifiers.title,
              },
            ),
            label(
              `${key}/status`,
              { x: 72, y: y + 38, width: screenSize.width - 96, height: 20 },
              text,
              { size: 14, colour: colours.quiet },
              { part, identifier },
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
    height: 180,
    build: (y) => [
      widget(
        `${screen}/code`,
        'android.widget.TextView',
        { ...middle, y: y + 8, height: 132 },
        {
          part: 'verification-code',
          identifier: identifiers.verificationCode,
          text: groups.join(' '),
          paint: {
            fill: colours.surface,
            radius: 20,
            inset: [16, 18],
            text: rows.join('\n'),
            wrap: true,
            align: 'center',
            fontSize: 20,
            lineHeight: 32,
            fontWeight: 500,
            textColor: colours.text,
          },
        },
      ),
      label(
        `${screen}/epoch`,
        { ...middle, y: y + 148, height: 24 },
        `Era ${group.era} · Epoch ${group.epoch}`,
        { size: 14, colour: colours.quiet, align: 'center' },
        { part: 'details-row', identifier: identifiers.detailsEpoch },
      ),
    ],
  };
}
