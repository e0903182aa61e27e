import type { Phone } from '../../phone.ts';
import { answerLockdown, type DeviceIdentity } from '../device-values.ts';
import type { PlistDictionary } from '../plist/value.ts';

/** What a request to lockdownd leads to, besides its answer. */
export interface LockdownAnswer {
  readonly reply: PlistDictionary;
  /** The client speaks TLS from here on. */
  readonly startTls?: boolean;
}

export interface Lockdownd {
  answer(message: PlistDictionary): LockdownAnswer;
}

/** Started by name: the port to connect to through usbmuxd, or undefined for a service that this phone has not. */
export type StartService = (name: string) => number | undefined;

/** lockdownd as a paired host sees it over USB: values, a TLS session, services by name. */
export function lockdownd(phone: Phone, identity: DeviceIdentity, startService: StartService): Lockdownd {
  let sessions = 0;
  return {
    answer(message) {
      const values = answerLockdown(phone, identity, message);
      if (values) return { reply: values };
      switch (message['Request']) {
        case 'StartSession': {
          const SessionID = `${identity.udid}-${++sessions}`;
          return { reply: { Request: 'StartSession', SessionID, EnableSessionSSL: true }, startTls: true };
        }
        case 'StopSession':
          return { reply: { Request: 'StopSession' } };
        case 'StartService': {
          const Service = typeof message['Service'] === 'string' ? message['Service'] : '';
          const Port = startService(Service);
          if (Port === undefined) return { reply: { Request: 'StartService', Service, Error: 'InvalidService' } };
          return { reply: { Request: 'StartService', Service, Port, EnableServiceSSL: false } };
        }
      }
      const request = typeof message['Request'] === 'string' ? message['Request'] : 'Unknown';
      return { reply: { Request: request, Error: 'UnknownRequest' } };
    },
  };
}
