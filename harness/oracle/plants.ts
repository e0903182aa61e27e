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
    id: 'hash-of-another-text',
    title: 'the archival agent hashes a text without its first byte',
    file: 'simulators/handset/agent/message-copy.ts',
    find: 'contentHash(credentials.content_hash_key, canonical)',
    replace: 'contentHash(credentials.content_hash_key, canonical.subarray(1))',
    invariant: 'archive-faithful',
  },
  {
    id: 'copy-does-not-open',
    title: 'the archival agent seals copies that the escrow key does not open',
    file: 'simulators/handset/agent/message-copy.ts',
    find: 'sealCopy(key, { ...about, content_hash }',
    replace: 'sealCopy(key, { ...about, version: version + 1, content_hash }',
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
