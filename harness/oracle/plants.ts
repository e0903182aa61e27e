import type { Plant } from './plant.ts';

/** At least one defect for each invariant: what proves that it can be violated, by that defect and nothing else. */
export const plants: readonly Plant[] = [
  {
    id: 'agent-drops-uploads',
    title: 'the archival agent takes every upload for done without sending it',
    file: 'simulators/handset/agent/agent.ts',
    find: 'await remote.upload(tokenNow(), upload)',
    replace: "{ status: 201, error: null, verdict: 'done' as const }",
    invariant: 'archive-complete',
  },
  {
    id: 'agent-skips-received',
    title: 'the archival agent captures what was sent and forgets what was received',
    file: 'simulators/handset/agent/agent.ts',
    find: 'captured(message) {',
    replace: "captured(message) {\n      if (message.direction === 'in') return;",
    invariant: 'archive-complete',
  },
  {
    id: 'iphone-shows-another-text',
    title: 'the iPhone shows a text that is not the one it received',
    file: 'simulators/handset/ui/ios/bubble.ts',
    find: '        label: message.body,',
    replace: "        label: message.body.replace('a', 'e'),",
    invariant: 'archive-faithful',
  },
  {
    id: 'capture-loses-a-mark',
    title: 'what is captured of a received message loses a punctuation mark',
    file: 'simulators/handset/client/reception.ts',
    find: 'body: body ?? null,',
    replace: "body: body?.replace(/[.?!]/, '') ?? null,",
    invariant: 'archive-faithful',
  },
  {
    id: 'body-beside-ciphertext',
    title: 'the client puts the body in base64 beside the ciphertext',
    file: 'simulators/handset/client/messaging.ts',
    find: 'cpim: encryptedMessage(parts, await encryption.protect(peer, messageId, textContentType, bytes)),',
    replace: `cpim: {
        ...encryptedMessage(parts, await encryption.protect(peer, messageId, textContentType, bytes)),
        contentHeaders: [{ name: 'Content-Description', value: bytes.toString('base64') }],
      },`,
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
    id: 'client-keeps-old-epoch',
    title: 'the client keeps the old epoch after its own commit was accepted',
    file: 'simulators/mls/client/create-client.ts',
    find: `    const { group } = held.pending;
    // Nothing`,
    replace: `    const { group } = held;
    // Nothing`,
    invariant: 'mls-agreement',
  },
];
