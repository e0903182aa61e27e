import { parseCpim, serialiseCpim } from '../protocol/cpim.ts';
import { mlsContentTypes, parseMlsControl, serialiseMlsControl } from '../protocol/mls-control.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { accompaniment } from './control-message.ts';
import type { Interference, InterferenceRule } from './forwarding.ts';

/** What becomes of Welcomes on their way: taken out of their messages, or made unopenable. */
export type WelcomeFault = 'lost' | 'spoilt';

/** The last bytes are of the encrypted GroupInfo: turned over, the rest still reads. */
function spoilt(welcome: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(welcome);
  for (let at = Math.max(0, bytes.length - 16); at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  return bytes;
}

/** @param to the MSISDN whose Welcomes are meant; everybody's when not given */
export function welcomeRule(fault: WelcomeFault, to?: string): InterferenceRule {
  return (message): Interference => {
    if (message.contentType !== mlsContentTypes.control || (to !== undefined && message.to !== to)) return 'carry';
    try {
      const cpim = parseCpim(message.cpim);
      const parts = parseMlsControl(cpim.body);
      if (!parts.some((part) => accompaniment(part) === 'welcome')) return 'carry';
      const left = parts.flatMap((part) => {
        if (accompaniment(part) !== 'welcome') return [part];
        return fault === 'lost' ? [] : [spoilt(part)];
      });
      return left.length === 0 ? 'drop' : { cpim: serialiseCpim({ ...cpim, body: serialiseMlsControl(left) }) };
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return 'carry'; // no Welcome can be read in it, by whomever it is for
    }
  };
}
