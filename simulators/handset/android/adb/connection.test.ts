import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FedStream, fedStream } from '../fuzz/fed-stream.ts';
import { type AdbConnection, type AdbEndpoint, type Service, serveAdb } from './connection.ts';
import { type AdbPacket, adb, adbVersion, encodePacket, maxPayloadBytes, packetDecoder } from './packet.ts';

interface Host {
  readonly fed: FedStream;
  readonly connection: AdbConnection;
  send(command: number, arg0: number, arg1: number, payload?: Uint8Array | string): Promise<void>;
  /** Packets received since the last call. */
  received(): AdbPacket[];
}

function host(endpoint: Partial<AdbEndpoint> = {}): Host {
  const fed = fedStream();
  const connection = serveAdb(fed.stream, {
    banner: () => 'device::features=cmd',
    authorized: () => true,
    authToken: () => new Uint8Array(20),
    open: () => undefined,
    log: () => {},
    ...endpoint,
  });
  let seen = 0;
  return {
    fed,
    connection,
    async send(command, arg0, arg1, payload = '') {
      fed.feed(encodePacket(command, arg0, arg1, Buffer.from(payload)));
      await nextTurn();
    },
    received() {
      const packets: AdbPacket[] = [];
      packetDecoder((packet) => packets.push(packet))(fed.written());
      const fresh = packets.slice(seen);
      seen = packets.length;
      return fresh;
    },
  };
}

const names = new Map<number, string>(Object.entries(adb).map(([name, command]) => [command, name]));
const shown = (packets: readonly AdbPacket[]): string[] =>
  packets.map(({ command, arg0, arg1, payload }) => `${names.get(command)} ${arg0} ${arg1} ${payload}`.trim());

async function online(endpoint: Partial<AdbEndpoint>): Promise<Host> {
  const made = host(endpoint);
  await made.send(adb.CNXN, adbVersion, 1024 * 1024, 'host::features=shell_v2');
  made.received();
  return made;
}

describe('an ADB connection', () => {
  it('answers CNXN with the banner and its largest payload', async () => {
    const { send, received } = host();
    await send(adb.CNXN, adbVersion, 1024, 'host::');
    const [answer] = received();
    assert.deepEqual(
      [answer?.command, answer?.arg0, answer?.arg1, String(answer?.payload)],
      [adb.CNXN, adbVersion, maxPayloadBytes, 'device::features=cmd'],
    );
  });

  it('serves nothing before the handshake', async () => {
    const { send, received } = host({ open: () => assert.fail('a service was opened') });
    await send(adb.OPEN, 1, 0, 'shell:id\0');
    assert.deepEqual(received(), []);
  });

  it('asks an unauthorized host for a signature, again and again, and lets it in once it may', async () => {
    let authorized = false;
    const { send, received, connection } = host({ authorized: () => authorized });
    await send(adb.CNXN, adbVersion, 4096, 'host::');
    assert.deepEqual(shown(received()), [`AUTH 1 0 ${'\0'.repeat(20)}`]);
    await send(adb.AUTH, 2, 0, 'signature');
    assert.equal(received().length, 1);
    await send(adb.AUTH, 3, 0, 'public key');
    assert.deepEqual(received(), []);
    await send(adb.OPEN, 1, 0, 'shell:id\0');
    assert.deepEqual(received(), []);
    authorized = true;
    connection.authorizationChanged();
    assert.equal(received()[0]?.command, adb.CNXN);
  });

  it('disconnects a host that is no longer authorized', async () => {
    let authorized = true;
    const { fed, connection } = await online({ authorized: () => authorized });
    authorized = false;
    connection.authorizationChanged();
    assert.equal(fed.stream.destroyed, true);
  });

  it('opens services by name, and refuses what is not there', async () => {
    const opened: string[] = [];
    const { send, received } = await online({
      open(name) {
        opened.push(name);
        return name === 'echo:' ? () => {} : undefined;
      },
    });
    await send(adb.OPEN, 7, 0, 'echo:\0');
    await send(adb.OPEN, 8, 0, 'nothing:\0');
    assert.deepEqual(opened, ['echo:', 'nothing:']);
    assert.deepEqual(shown(received()), ['OKAY 1 7', 'CLSE 0 8']);
  });

  it('waits for OKAY before it writes on, and cuts what it writes to the size the host takes', async () => {
    const { send, received } = host({ open: () => (stream) => void stream.write('x'.repeat(10)) });
    await send(adb.CNXN, adbVersion, 4, 'host::');
    received();
    await send(adb.OPEN, 7, 0, 's:\0');
    assert.deepEqual(shown(received()), ['OKAY 1 7', 'WRTE 1 7 xxxx']);
    await nextTurn();
    assert.deepEqual(received(), []);
    await send(adb.OKAY, 7, 1);
    assert.deepEqual(shown(received()), ['WRTE 1 7 xxxx']);
    await send(adb.OKAY, 7, 1);
    assert.deepEqual(shown(received()), ['WRTE 1 7 xx']);
  });

  it('acknowledges writes while the service has room, and then only as it reads', async () => {
    let stream: Duplex | undefined;
    const service: Service = (opened) => {
      stream = opened;
    };
    const { send, received } = await online({ open: () => service });
    await send(adb.OPEN, 7, 0, 's:\0');
    received();
    await send(adb.WRTE, 7, 1, 'hello');
    assert.deepEqual(shown(received()), ['OKAY 1 7']);
    await send(adb.WRTE, 7, 1, Buffer.alloc(200_000));
    assert.deepEqual(received(), []);
    assert.equal(stream?.read()?.length, 200_005);
    await nextTurn();
    assert.deepEqual(shown(received()), ['OKAY 1 7']);
  });

  it('ends with a host that writes on without waiting', async () => {
    const { send, fed } = await online({ open: () => () => {} });
    await send(adb.OPEN, 7, 0, 's:\0');
    await send(adb.WRTE, 7, 1, Buffer.alloc(200_000));
    assert.equal(fed.stream.destroyed, false);
    await send(adb.WRTE, 7, 1, 'more');
    assert.equal(fed.stream.destroyed, true);
  });

  it('ends every service with the connection', async () => {
    let closed = 0;
    const { send, fed } = await online({ open: () => (stream) => void stream.on('close', () => closed++) });
    await send(adb.OPEN, 7, 0, 'a:\0');
    await send(adb.OPEN, 8, 0, 'b:\0');
    await fed.finish();
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    assert.equal(closed, 2);
  });

  it('does not open more streams than it has room for', async () => {
    const { send, received } = await online({ open: () => () => {} });
    for (let id = 1; id <= 129; id++) await send(adb.OPEN, id, 0, 's:\0');
    const answers = shown(received());
    assert.equal(answers.filter((answer) => answer.startsWith('OKAY')).length, 128);
    assert.equal(answers.at(-1), 'CLSE 0 129');
  });

  it('holds an open until the service is known, and forgets it with the connection', async () => {
    let resolve: ((service: Service | undefined) => void) | undefined;
    let served = false;
    const { send, received, fed } = await online({
      open: () =>
        new Promise((done) => {
          resolve = done;
        }),
    });
    await send(adb.OPEN, 7, 0, 'tcp:6790\0');
    assert.deepEqual(received(), []);
    resolve?.(() => {});
    await nextTurn();
    assert.deepEqual(shown(received()), ['OKAY 1 7']);
    await send(adb.OPEN, 8, 0, 'tcp:6790\0');
    await fed.finish();
    resolve?.(() => {
      served = true;
    });
    await nextTurn();
    assert.equal(served, false);
  });
});
