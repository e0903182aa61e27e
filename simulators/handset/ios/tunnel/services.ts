import type { Socket } from 'node:net';
import { type Listening, listenTcp } from '../../../kernel/wall/listen.ts';
import type { Phone } from '../../phone.ts';
import { feed, type ServiceLog } from '../connection.ts';
import { answerLockdown, type DeviceIdentity } from '../device-values.ts';
import { answerInstallationProxy } from '../installation-proxy.ts';
import type { ProcessControl } from './dtx/process-control.ts';
import { serviceHub } from './dtx/service-hub.ts';
import { type Answer, checkedInService } from './plist-service.ts';

/** The services at the phone's end of the tunnel, by name, each with what takes a connection to it. */
export type TunnelServices = Readonly<Record<string, (socket: Socket) => void>>;

export const lockdownService = 'com.apple.mobile.lockdown.remote.untrusted';

export interface TunnelServicesOptions {
  readonly phone: Phone;
  readonly identity: DeviceIdentity;
  readonly control: ProcessControl;
  readonly log: ServiceLog;
}

export function tunnelServices({ phone, identity, control, log }: TunnelServicesOptions): TunnelServices {
  const plist =
    (name: string, answer: Answer) =>
    (socket: Socket): void => {
      const channel = checkedInService(answer, (bytes) => socket.write(bytes));
      feed(socket, name, log, channel.receive);
    };
  const services: [string, (socket: Socket) => void][] = [
    [
      lockdownService,
      plist('lockdown', (message) => [answerLockdown(phone, identity, message) ?? { Error: 'UnknownRequest' }]),
    ],
    [
      'com.apple.mobile.installation_proxy.shim.remote',
      plist('installation_proxy', (message) => answerInstallationProxy(phone, message)),
    ],
    [
      'com.apple.instruments.dtservicehub',
      (socket) =>
        feed(
          socket,
          'dtservicehub',
          log,
          serviceHub(control, (bytes) => socket.writable && socket.write(bytes)),
        ),
    ],
  ];
  return Object.fromEntries(services);
}

/** Open listeners, by service name. */
export interface OpenServices {
  readonly ports: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Listens for every service on free ports of an address. */
export async function openServices(host: string, services: TunnelServices): Promise<OpenServices> {
  const open: [string, Listening][] = [];
  const close = async (): Promise<void> => void (await Promise.all(open.map(([, { close }]) => close())));
  try {
    for (const [name, accept] of Object.entries(services)) open.push([name, await listenTcp({ host }, accept)]);
  } catch (error) {
    await close();
    throw error;
  }
  return { ports: Object.fromEntries(open.map(([name, { port }]) => [name, port])), close };
}
