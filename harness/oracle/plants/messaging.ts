import type { Plant } from '../plant.ts';

/** Defects that a messaging invariant must catch: what leaves a phone, what a user is shown. */
export const messagingPlants: readonly Plant[] = [
  {
    id: 'body-beside-ciphertext',
    title: 'the client puts the body in base64 beside the ciphertext',
    file: 'simulators/handset/client/messaging.ts',
    find: 'return { cpim: encryptedMessage(parts, sealed), conversation };',
    replace: `const contentHeaders = [{ name: 'Content-Description', value: bytes.toString('base64') }];
    return { cpim: { ...encryptedMessage(parts, sealed), contentHeaders }, conversation };`,
    invariant: 'no-plaintext-in-transit',
  },
  {
    id: 'carrier-loses-accepted',
    title: 'the carrier accepts a message and loses it',
    file: 'simulators/carrier/intake.ts',
    find: `      accept(message, mode);
      forwarding.forward(message);`,
    replace: `      accept(message, mode);
      if (message.contentType !== mlsContentTypes.application) forwarding.forward(message);`,
    invariant: 'message-accounted-for',
  },
  {
    id: 'clear-after-switch',
    title: 'a message to a group goes out in clear once encryption is switched off',
    file: 'simulators/handset/client/messaging.ts',
    find: `    const way = await route(peer);
    if (way === 'later' || way === 'fail') return way;
    if (way === 'clear' && outgoing.secret) return 'fail';`,
    replace: `    const routed = await route(peer);
    const way = routed === 'fail' && !options.encrypts() ? 'clear' : routed;
    if (way === 'later' || way === 'fail') return way;`,
    invariant: 'no-silent-downgrade',
  },
  {
    id: 'switch-decides-alone',
    title: 'what a conversation was before does not matter: the switch alone decides how a message goes out',
    file: 'simulators/handset/client/messaging.ts',
    find: `    const way = await route(peer);
    if (way === 'later' || way === 'fail') return way;
    if (way === 'clear' && outgoing.secret) return 'fail';`,
    replace: `    const way = options.encrypts() ? await route(peer) : 'clear';
    if (way === 'later' || way === 'fail') return way;`,
    invariant: 'no-silent-downgrade',
  },
  {
    id: 'clear-taken-for-encrypted',
    title: 'a phone calls a message encrypted that came in clear',
    file: 'simulators/handset/client/reception.ts',
    find: 'return kept.keep(message, address, Buffer.from(cpim.body).toString(), false);',
    replace: 'return kept.keep(message, address, Buffer.from(cpim.body).toString(), true);',
    invariant: 'no-silent-downgrade',
    plan: 'clear',
  },
  {
    id: 'sent-in-clear-called-encrypted',
    title: 'a phone calls every message encrypted that it sent',
    file: 'simulators/handset/client/messaging.ts',
    find: 'const encrypted = now.cpim.eraId !== undefined;',
    replace: 'const encrypted = true;',
    invariant: 'no-silent-downgrade',
    plan: 'clear',
  },
  {
    id: 'clear-conversation-shown-encrypted',
    title: 'the app shows every conversation as encrypted',
    file: 'simulators/handset/conversation-view.ts',
    find: "return known.mls && encrypts ? 'rcs-encrypted' : 'rcs';",
    replace: "return 'rcs-encrypted';",
    invariant: 'no-silent-downgrade',
    plan: 'clear',
  },
  {
    id: 'displayed-on-arrival',
    title: 'a phone says displayed when a message arrives',
    file: 'simulators/handset/client/arrived-messages.ts',
    find: "tell(from, address, { ...about, status: 'delivered' });",
    replace: "tell(from, address, { ...about, status: 'displayed' });",
    invariant: 'receipt-truthful',
  },
  {
    id: 'sent-is-delivered',
    title: 'the client takes what its carrier accepted for delivered',
    file: 'simulators/handset/client/messaging.ts',
    find: "raise(shown, 'sent');",
    replace: "raise(shown, 'delivered');",
    invariant: 'receipt-truthful',
  },
  {
    id: 'failure-unsaid',
    title: 'the iPhone does not say that a message failed',
    file: 'simulators/handset/ui/ios/bubble.ts',
    find: 'failed: words.failed,',
    replace: 'failed: words.sending,',
    invariant: 'message-accounted-for',
  },
  {
    id: 'most-of-the-recipients',
    title: 'a message to a group is as far as the furthest of its recipients',
    file: 'simulators/handset/client/recipients.ts',
    find: "all.includes('delivered') ? 'delivered' : 'displayed'",
    replace: "all.includes('displayed') ? 'displayed' : 'delivered'",
    invariant: 'receipt-truthful',
    plan: 'crew',
  },
  {
    id: 'first-recipient-counts',
    title: 'a message to a group counts as delivered when the first of its recipients has it',
    file: 'simulators/handset/client/recipients.ts',
    find: 'if (all.includes(undefined)) return { status: undefined, failedFor };',
    replace: '',
    invariant: 'receipt-truthful',
    plan: 'crew',
  },
  {
    id: 'first-receipt-counts-elsewhere',
    title: 'on the other devices of its sender a message to a group counts as delivered at the first receipt',
    file: 'simulators/handset/client/messaging.ts',
    find: 'if (isGroupAddress(address)) followed.follow(messageId, othersIn(address));',
    replace: '',
    also: [
      {
        file: 'simulators/handset/client/messaging.ts',
        find: 'if (!said && isGroupAddress(found.thread.peer)) return;',
        replace: '',
      },
      {
        file: 'simulators/handset/client/messaging.ts',
        find: 'if (peer === found.thread.peer) raise(shown, imdn.status);',
        replace: 'raise(shown, imdn.status);',
      },
    ],
    invariant: 'receipt-truthful',
    plan: 'crew',
  },
  {
    id: 'fan-out-forgets-one',
    title: 'the focus forgets a member of a group when it fans a message out',
    file: 'simulators/carrier/conference.ts',
    find: 'for (const to of group.members) if (to !== message.from)',
    replace: 'for (const to of group.members.filter((each) => each !== message.from).slice(1))',
    invariant: 'message-accounted-for',
    plan: 'crew',
  },
  {
    id: 'failure-receipts-unsent',
    title: 'a phone that cannot read a message tells nobody',
    file: 'simulators/handset/client/arrived-messages.ts',
    find: "tell(from, address, { ...about, status: 'failed', failure: { side: 'client', reason: 'failed-to-decrypt' } });",
    replace: '',
    invariant: 'message-accounted-for',
    plan: 'recovery',
  },
];
