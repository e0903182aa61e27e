import type { Conversation } from '../../model.ts';
import { element } from '../element.ts';
import { peerTitle } from '../msisdn.ts';
import type { UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { verificationCode } from '../verification-code.ts';
import { application, avatar, backButton, belowBar, navigationBar, staticText } from './controls.ts';
import { identifiers, words } from './locators.ts';
import { colours, screenSize } from './theme.ts';

const middle = { x: 16, width: screenSize.width - 32 };

/** Behind the contact's name: the number, the code to compare and, at the end, whether the conversation is encrypted. */
export function details(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const conversation = context.model.conversation(context.screen.argument);
  if (conversation === undefined) return still(application(key, words.messagesApp, [backButton(key, '')]));
  const { peer } = conversation;
  const top = belowBar + 8;
  const encrypted = conversation.transport === 'rcs-encrypted';
  const encryption = encrypted ? conversation.encryption : undefined;
  const statusTop = encryption === undefined ? top + 184 : top + 400;
  return still(
    application(
      key,
      words.messagesApp,
      [
        navigationBar(key, 'Details', words.back),
        avatar(`${key}/avatar`, { x: screenSize.width / 2 - 46, y: top, width: 92, height: 92 }, peer.name),
        staticText(`${key}/name`, { ...middle, y: top + 102, height: 36 }, peerTitle(peer), {
          size: 28,
          weight: 600,
          align: 'center',
        }),
        staticText(
          `${key}/number`,
          { ...middle, y: top + 140, height: 22 },
          peer.msisdn,
          { size: 15, colour: colours.tint, align: 'center' },
          {
            part: 'details-number',
            identifier: identifiers.detailsNumber,
          },
        ),
        ...(encryption === undefined ? [] : code(key, encryption, top + 186)),
        status(key, encrypted, statusTop),
      ],
      { fill: colours.grouped },
    ),
  );
}

function code(screen: string, group: NonNullable<Conversation['encryption']>, top: number): readonly UiNode[] {
  const groups = verificationCode(group.epochAuthenticator);
  const rows = [groups.slice(0, 4), groups.slice(4, 8), groups.slice(8)].map((row) => row.join('  '));
  const inside = { x: 32, width: screenSize.width - 64 };
  return [
    element(
      `${screen}/code-card`,
      'XCUIElementTypeOther',
      { ...middle, y: top, height: 190 },
      {
        part: 'details-row',
        paint: { fill: '#ffffff', radius: 10 },
        children: [
          staticText(`${screen}/code-title`, { ...inside, y: top + 10, height: 28 }, words.verificationCode, {
            weight: 600,
          }),
          element(
            `${screen}/code`,
            'XCUIElementTypeStaticText',
            { ...inside, y: top + 46, height: 96 },
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
            { ...inside, y: top + 152, height: 24 },
            `Era ${group.era} · Epoch ${group.epoch}`,
            { size: 13, colour: colours.quiet, align: 'center' },
          ),
        ],
      },
    ),
  ];
}

function status(screen: string, encrypted: boolean, y: number): UiNode {
  const card = { ...middle, y, height: 50 };
  return element(`${screen}/encryption`, 'XCUIElementTypeCell', card, {
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
        {
          part: 'details-encryption',
          identifier: identifiers.detailsEncryption,
        },
      ),
    ],
  });
}
