import type { Clock } from '../../kernel/clock.ts';
import type { Phone } from '../phone.ts';
import type { Automation } from './automation.ts';
import type { ServiceLog } from './connection.ts';
import type { IphoneReach } from './link.ts';
import { processTable, runnerBundle } from './processes.ts';
import { tunnelLink } from './tunnel/link.ts';
import type { TunnelEndpoint } from './tunnel/registry.ts';
import type { UsbPhone } from './usbmux/host.ts';
import { cableLink } from './usbmux/link.ts';

export interface IphoneFaceOptions {
  /** `00008120-` and sixteen hexadecimal digits, unlike any other phone's. */
  readonly udid: string;
  /** The wall clock of the world. */
  readonly clock: Clock;
  /** `tunnel` (default): RemoteXPC services, WebDriverAgent started by the driver. `url`: it is up, the phone on a cable. */
  readonly via?: IphoneReach['via'];
  /** Tunnel only: an address of 127.77.0.0/16; by default one that is free. */
  readonly address?: string;
  /** Told which connections were refused, and why. */
  readonly log?: ServiceLog;
}

/** A simulated iPhone as the XCUITest driver sees it: one for `startTunnelRegistry` or `startUsbmuxd`, as it is reached. */
export interface IphoneFace extends TunnelEndpoint, UsbPhone {
  readonly reach: IphoneReach;
  automationRunning(): boolean;
  /** Fault: WebDriverAgent dies in the middle of whatever it does. A new session over the tunnel starts it again. */
  crashAutomation(): Promise<void>;
  /** Healing: starts it where it was. Needed where no driver does that. */
  startAutomation(): Promise<void>;
  /** Fault: the tunnel (or cable) is gone and every connection over it. Apps and WebDriverAgent go on running. */
  dropTunnel(): Promise<void>;
  /** Healing: it is back, its services on other ports. */
  restoreTunnel(): Promise<void>;
  /** Ends everything. Resolves when all ports are free. */
  close(): Promise<void>;
}

/** Puts a phone behind the sockets of an iPhone. @throws Error when its address or udid cannot be had */
export async function startIphoneFace(phone: Phone, options: IphoneFaceOptions): Promise<IphoneFace> {
  const { udid, via = 'tunnel' } = options;
  if (!/^[0-9A-Za-z-]{8,64}$/.test(udid)) throw new Error(`"${udid}" is no udid: use letters, digits and dashes`);
  let agent: Automation | undefined;
  const processes = processTable(phone, (bundleId) =>
    bundleId === runnerBundle ? (agent?.running() ?? false) : phone.appState(bundleId) >= 3,
  );
  const link = await (via === 'url' ? cableLink : tunnelLink)(phone, options, processes);
  agent = link.agent;
  const detached = new Set<() => void>();
  let up = true;

  function detach(): void {
    up = false;
    for (const listener of [...detached]) listener();
  }

  return {
    udid,
    phone,
    address: link.address,
    reach: link.reach,
    services: () => (up ? link.services() : undefined),
    attached: () => up && via === 'url',
    onDetach(listener) {
      detached.add(listener);
      return () => void detached.delete(listener);
    },
    automationRunning: link.agent.running,
    crashAutomation: link.agent.stop,
    startAutomation: async () => void (await link.agent.start(link.agentPort())),
    async dropTunnel() {
      if (!up) return;
      detach();
      await Promise.all([link.drop(), link.agent.reachable(false)]);
    },
    async restoreTunnel() {
      if (up) return;
      await Promise.all([link.restore(), link.agent.reachable(true)]);
      up = true;
    },
    async close() {
      detach();
      await Promise.all([link.close(), link.agent.stop()]);
    },
  };
}
