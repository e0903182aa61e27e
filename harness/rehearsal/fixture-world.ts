// A world process that keeps its side of the agreement and no more: a port that shakes hands with adb, a tunnel
// registry that knows no iPhone, a control API that answers nothing. FIXTURE_WORLD says what else it does.
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { stageSettings } from '../stage/api.ts';

const behaviour = process.env['FIXTURE_WORLD'] ?? '';
const settings = stageSettings.parse(JSON.parse(process.env['GREENROOM_STAGE'] ?? '{}'));
if ((process.env['GREENROOM_TOKEN'] ?? '').length < 32) throw new Error('the world was given no token');
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));

if (behaviour === 'fails') {
  process.send?.({ failed: 'port 8443 is in use' });
} else if (behaviour === 'crashes') {
  throw new TypeError('no such thing as a world');
} else {
  const listen = (server: Server): Promise<number> =>
    new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
  const adbd = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (data.toString('latin1', 0, 4) === 'CNXN') socket.write(connectPacket());
    });
  });
  const registry = createHttpServer((_request, response) => {
    if (behaviour !== 'hangs' && behaviour !== 'vanishes') response.writeHead(404).end('{}');
  });
  const control = createHttpServer((_request, response) => void response.writeHead(500).end('{}'));
  const [adbPort, registryPort, controlPort] = [await listen(adbd), await listen(registry), await listen(control)];
  process.send?.({
    ready: {
      controlUrl: `http://127.0.0.1:${controlPort}`,
      phones: settings.phones.map(({ name, os }) =>
        os === 'android'
          ? { os, name, serial: `127.0.0.1:${adbPort}`, osVersion: '14' }
          : { os, name, udid: '00008120-000FIXTURE', osVersion: '18.5', reach: { via: 'tunnel', registryPort } },
      ),
    },
  });
  if (behaviour === 'vanishes') process.on('SIGUSR2', () => process.exit(7));
}

/** `CNXN` as a device says it: version, largest payload, a banner. */
function connectPacket(): Buffer {
  const banner = Buffer.from('device::ro.product.name=fixture;features=cmd,shell_v2\0');
  const header = Buffer.alloc(24);
  const command = 0x4e584e43;
  header.writeUInt32LE(command, 0);
  header.writeUInt32LE(0x01000001, 4);
  header.writeUInt32LE(256 * 1024, 8);
  header.writeUInt32LE(banner.length, 12);
  header.writeUInt32LE(
    banner.reduce((sum, byte) => sum + byte, 0),
    16,
  );
  header.writeUInt32LE((command ^ 0xffffffff) >>> 0, 20);
  return Buffer.concat([header, banner]);
}
