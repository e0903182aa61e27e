import type { InterferenceRule } from '../../simulators/carrier/forwarding.ts';
import { sortControl } from '../../simulators/mls/client/control-parts.ts';
import { parseCpim } from '../../simulators/protocol/cpim.ts';
import { imdnContentType, parseImdn } from '../../simulators/protocol/imdn.ts';
import { mlsContentTypes, parseMlsControl } from '../../simulators/protocol/mls-control.ts';
import { ProtocolError } from '../../simulators/protocol/protocol-error.ts';
import type { Carried } from '../faults/stage.ts';

/** What kind of message a carrier carries: all of it in the clear, but the words. */
export function kindOf({ contentType, cpim }: Parameters<InterferenceRule>[0]): Carried['kind'] {
  try {
    if (contentType === imdnContentType)
      return parseImdn(parseCpim(cpim).body).status === 'failed' ? 'failure-receipt' : 'receipt';
    if (contentType === mlsContentTypes.control)
      return sortControl(parseMlsControl(parseCpim(cpim).body)).welcome ? 'welcome' : 'commit';
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error; // whatever it is meant to be, nobody can read it
  }
  return 'message';
}
