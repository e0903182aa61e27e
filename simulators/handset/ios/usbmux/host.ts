import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { listenUnix } from '../../../kernel/wall/listen.ts';
import type { Phone } from '../../phone.ts';
import { feed, type ServiceLog } from '../connection.ts';
import type { DeviceIdentity } from '../device-values.ts';
import { answerInstallationProxy } from '../installation-proxy.ts';
import { lockdownPort } from '../loopback.ts';
import { framedPlist, plistChannel } from '../plist/framed.ts';
import type { PlistDictionary } from '../plist/value.ts';
import { type SelfSigned, selfSigned } from './certificate.ts';
import { lockdownd } from './lockdownd.ts';
import { type AttachedPhone, usbmuxConnection } from './usbmuxd.ts';

/** A phone that can be put on the cable. */
export interface UsbPhone extends Pick<AttachedPhone, 'udid' | 'attached'> {
  readonly phone: Phone;
  /** Breaks the phone's connections when the cable comes out. Returns how to stop listening. */
  onDetach(listener: () => void): () => void;
}

export interface Usbmuxd {
  /** What `USBMUXD_SOCKET_ADDRESS` is set to, with `unix:` in front or without. */
  readonly socketPath: string;
  close(): Promise<void>;
}

/** Services that lockdownd starts on request, and the ports at which they wait on every phone. */
const servicePorts: Readonly<Record<string, number>> = { 'com.apple.mobile.installation_proxy': 49_152 };

/**
 * Serves usbmuxd's protocol for some phones on a Unix domain socket, in the place of a cable and its daemon.
 *
 * @param socketPath must not exist yet, and must not hold a colon, which clients take for a port
 */
export async function startUsbmuxd(
  phones: readonly UsbPhone[],
  { socketPath, log = () => undefined }: { readonly socketPath: string; readonly log?: ServiceLog },
): Promise<Usbmuxd> {
  if (socketPath.includes(':')) throw new Error(`${socketPath}: a usbmuxd socket's path must not hold a colon`);
  const pairing = selfSigned('Greenroom');
  const ports = new Set([lockdownPort, ...Object.values(servicePorts)]);
  const onCable = phones.map((phone): AttachedPhone & UsbPhone => ({ ...phone, accepts: (port) => ports.has(port) }));
  const { close } = await listenUnix(socketPath, (socket) => {
    const connection = usbmuxConnection(
      onCable,
      pairing,
      (bytes) => socket.write(bytes),
      (phone, port) => {
        stop();
        const forget = phone.onDetach(() => socket.destroy());
        socket.once('close', forget);
        if (port === lockdownPort) serveLockdown(socket, phone, pairing, log, connection.rest());
        else serveInstallationProxy(socket, phone.phone, log, connection.rest());
      },
    );
    const stop = feed(socket, 'usbmuxd', log, connection.receive);
  });
  return { socketPath, close };
}

function serveInstallationProxy(socket: Socket, phone: Phone, log: ServiceLog, first: Buffer): void {
  const channel = plistChannel((message) => {
    for (const reply of answerInstallationProxy(phone, message)) socket.write(framedPlist(reply));
    return undefined;
  });
  feed(socket, 'installation_proxy', log, channel.receive);
  channel.receive(first);
}

/** lockdownd on a socket that turns to TLS when a session starts. */
function serveLockdown(
  socket: Socket,
  { phone, udid }: { readonly phone: Phone } & DeviceIdentity,
  pairing: SelfSigned,
  log: ServiceLog,
  first: Buffer,
): void {
  const daemon = lockdownd(phone, { udid }, (name) =>
    Object.hasOwn(servicePorts, name) ? servicePorts[name] : undefined,
  );
  const plain = plistChannel((message) => {
    const { reply, startTls } = daemon.answer(message);
    socket.write(framedPlist(reply));
    if (!startTls) return undefined;
    stop();
    const early = plain.rest();
    if (early.length > 0) socket.unshift(early);
    secured(socket, pairing, log, (inner) => daemon.answer(inner).reply);
    return 'stop';
  });
  const stop = feed(socket, 'lockdownd', log, plain.receive);
  plain.receive(first);
}

function secured(
  socket: Socket,
  { key, certificate }: SelfSigned,
  log: ServiceLog,
  answer: (message: PlistDictionary) => PlistDictionary,
): void {
  const secure = new TLSSocket(socket, { isServer: true, key, cert: certificate, requestCert: false });
  secure.on('error', (error: Error) => {
    log(`lockdownd: TLS ended: ${error.message}`);
    socket.destroy();
  });
  const channel = plistChannel((message) => {
    secure.write(framedPlist(answer(message)));
    return undefined;
  });
  feed(secure, 'lockdownd', log, channel.receive);
}
