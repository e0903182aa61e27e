import type { Conversation } from '../../model.ts';
import { peerTitle } from '../msisdn.ts';
import type { UiNode } from '../node.ts';
import { type BuiltScreen, type ScreenContext, screenKey, still } from '../screen.ts';
import { verificationCode } from '../verification-code.ts';
import { belowAppBar, titleBar, upButton } from './app-bar.ts';
import { identifiers, words } from './locators.ts';
import { avatarColour, colours, screenSize } from './theme.ts';
import { avatar, label, widget, window } from './widgets.ts';

const middle = { x: 24, width: screenSize.width - 48 };

/** ⋮ › Details: the other party, whether the chat is encrypted, and the code to compare. */
export function details(context: ScreenContext): BuiltScreen {
  const key = screenKey(context.screen);
  const conversation = context.model.conversation(context.screen.argument);
  if (conversation === undefined) return still(window(key, [upButton(key)]));
  const { peer } = conversation;
  const top = belowAppBar + 12;
  return still(
    window(key, [
      titleBar(key, words.details),
      avatar(
        `${key}/avatar`,
        { x: screenSize.width / 2 - 44, y: top, width: 88, height: 88 },
        peer.name,
        avatarColour(peer.msisdn),
      ),
      label(`${key}/name`, { ...middle, y: top + 100, height: 34 }, peerTitle(peer), { size: 24, align: 'center' }),
      label(
        `${key}/number`,
        { ...middle, y: top + 136, height: 24 },
        peer.msisdn,
        { size: 15, colour: colours.quiet, align: 'center' },
        {
          part: 'details-number',
          identifier: identifiers.detailsNumber,
        },
      ),
      ...encryption(key, conversation, top + 184),
    ]),
  );
}

function encryption(screen: string, { transport, encryption: group }: Conversation, top: number): readonly UiNode[] {
  const key = `${screen}/encryption`;
  const encrypted = transport === 'rcs-encrypted';
  const row = widget(
    key,
    'android.widget.LinearLayout',
    { x: 0, y: top, width: screenSize.width, height: 72 },
    {
      part: 'details-row',
      children: [
        widget(
          `${key}/icon`,
          'android.widget.ImageView',
          { x: 24, y: top + 24, width: 24, height: 24 },
          {
            part: 'decoration',
            paint: { icon: encrypted ? 'lock' : 'info', iconColor: encrypted ? colours.primary : colours.quiet },
          },
        ),
        label(
          `${key}/title`,
          { x: 72, y: top + 12, width: screenSize.width - 96, height: 26 },
          words.verify,
          { size: 17 },
          {
            identifier: identifiers.title,
          },
        ),
        label(
          `${key}/status`,
          { x: 72, y: top + 38, width: screenSize.width - 96, height: 20 },
          encrypted ? words.encryptedChat : words.notEncryptedChat,
          { size: 14, colour: colours.quiet },
          {
            part: 'details-encryption',
            identifier: identifiers.detailsEncryption,
          },
        ),
      ],
    },
  );
  return group === undefined || !encrypted ? [row] : [row, ...code(screen, group, top + 80)];
}

function code(screen: string, group: NonNullable<Conversation['encryption']>, top: number): readonly UiNode[] {
  const groups = verificationCode(group.epochAuthenticator);
  const rows = [groups.slice(0, 4), groups.slice(4, 8), groups.slice(8)].map((row) => row.join('  '));
  return [
    widget(
      `${screen}/code`,
      'android.widget.TextView',
      { ...middle, y: top, height: 132 },
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
      { ...middle, y: top + 140, height: 24 },
      `Era ${group.era} · Epoch ${group.epoch}`,
      { size: 14, colour: colours.quiet, align: 'center' },
      {
        part: 'details-row',
      },
    ),
  ];
}
