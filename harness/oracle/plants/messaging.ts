import type { Plant } from '../plant.ts';

/** Defects that a messaging invariant must catch: what leaves a phone, what a user is shown. */
export const messagingPlants: readonly Plant[] = [
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
];
