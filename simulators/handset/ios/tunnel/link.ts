import type { Socket } from 'node:net';
import type { Phone } from '../../phone.ts';
import { type Automation, automation } from '../automation.ts';
import type { IphoneFaceOptions } from '../face.ts';
import type { Link } from '../link.ts';
import { automationPort, claimAddress } from '../loopback.ts';
import { type ProcessTable, runnerBundle } from '../processes.ts';
import type { ProcessControl } from './dtx/process-control.ts';
import { lockdownService, type OpenServices, openServices, tunnelServices } from './services.ts';

/** A phone's end of a RemoteXPC tunnel: an address of its own, services on it, and WebDriverAgent when the driver starts it. */
export async function tunnelLink(phone: Phone, options: IphoneFaceOptions, processes: ProcessTable): Promise<Link> {
  const { udid, clock, log = () => undefined } = options;
  const identity = { udid };
  let port = automationPort;
  let agent: Automation | undefined;

  const control: ProcessControl = {
    pid: processes.pid,
    async launch(bundleId, environment) {
      if (bundleId === runnerBundle) {
        port = portOf(environment.get('USE_PORT'));
        await agent?.start(port);
      } else {
        phone.terminate(bundleId);
        processes.restarted(bundleId);
        if (!phone.launch(bundleId)) throw new Error(`The request to open "${bundleId}" failed: it is not installed.`);
      }
      return processes.pid(bundleId);
    },
    async kill(pid) {
      const bundleId = processes.bundle(pid);
      if (bundleId === undefined) return false;
      if (bundleId === runnerBundle) await agent?.stop();
      else phone.terminate(bundleId);
      processes.restarted(bundleId);
      return true;
    },
  };

  const { [lockdownService]: acceptLockdown, ...others } = tunnelServices({ phone, identity, control, log });
  const lockdownSockets = new Set<Socket>();
  let dropped = false;
  // The address is held by listening for lockdownd, so that listener stays when the tunnel drops.
  const claim = await claimAddress(options.address, (socket) => {
    if (dropped) {
      socket.destroy();
      return;
    }
    lockdownSockets.add(socket);
    socket.once('close', () => lockdownSockets.delete(socket));
    acceptLockdown?.(socket);
  });
  let open: OpenServices | undefined;
  try {
    open = await openServices(claim.host, others);
  } catch (error) {
    await claim.close();
    throw error;
  }
  agent = automation({ phone, identity, processes, clock, host: claim.host, log });

  return {
    agent,
    address: claim.host,
    reach: { via: 'tunnel', address: claim.host },
    agentPort: () => port,
    services: () => open && { ...open.ports, [lockdownService]: claim.port },
    async drop() {
      dropped = true;
      for (const socket of lockdownSockets) socket.destroy();
      await open?.close();
      open = undefined;
    },
    async restore() {
      open ??= await openServices(claim.host, others);
      dropped = false;
    },
    async close() {
      await Promise.all([open?.close(), claim.close()]);
      open = undefined;
    },
  };
}

/** @throws Error when it is no port that WebDriverAgent could listen on */
function portOf(text: string | undefined): number {
  const port = Number(text ?? automationPort);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`WebDriverAgent cannot listen on port ${text}`);
}
