import { framedPlist, type PlistChannel, plistChannel } from '../plist/framed.ts';
import type { PlistDictionary } from '../plist/value.ts';

/** Answers one message of a service with any number of messages. */
export type Answer = (message: PlistDictionary) => readonly PlistDictionary[];

/** A service of the tunnel that talks in property lists: the client checks in first, and gets two messages for it. */
export function checkedInService(answer: Answer, send: (bytes: Buffer) => void): PlistChannel {
  return plistChannel((message) => {
    const replies =
      message['Request'] === 'RSDCheckin' ? [{ Request: 'RSDCheckin' }, { Request: 'StartService' }] : answer(message);
    for (const reply of replies) send(framedPlist(reply));
    return undefined;
  });
}
