import type { Phone } from '../../phone.ts';
import { automation } from '../automation.ts';
import type { IphoneFaceOptions } from '../face.ts';
import type { Link } from '../link.ts';
import type { ProcessTable } from '../processes.ts';

/** A phone on a cable whose WebDriverAgent somebody has started already, on a free port of 127.0.0.1. */
export async function cableLink(
  phone: Phone,
  { udid, clock, log = () => undefined }: IphoneFaceOptions,
  processes: ProcessTable,
): Promise<Link> {
  const host = '127.0.0.1';
  const agent = automation({ phone, identity: { udid }, processes, clock, host, log });
  const port = await agent.start(0);
  const nothing = async (): Promise<void> => undefined;
  return {
    agent,
    address: host,
    reach: { via: 'url', webDriverAgentUrl: `http://${host}:${port}` },
    agentPort: () => port,
    services: () => undefined,
    drop: nothing,
    restore: nothing,
    close: nothing,
  };
}
