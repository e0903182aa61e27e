import { connect } from 'node:net';

/** What an adb server on this machine refused, or why it could not be asked. */
export class AdbError extends Error {
  override readonly name = 'AdbError';
}

/**
 * Asks an adb server one host question (`host:version`, `host:devices-l`, `host:connect:127.0.0.1:5555`) over its own
 * socket. Unlike the adb command this never starts a server.
 * @throws AdbError when none listens there, when it refuses, or after `timeoutMs`
 */
export function askAdb(port: number, question: string, timeoutMs = 5_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    const chunks: Buffer[] = [];
    const fail = (why: string): void => {
      socket.destroy();
      reject(new AdbError(`adb server on port ${port}: ${question}: ${why}`));
    };
    socket.setTimeout(timeoutMs, () => fail(`no answer within ${timeoutMs} ms`));
    socket.on('connect', () => socket.write(framed(question)));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => {
      const answer = Buffer.concat(chunks).toString('utf8');
      const text = answer.slice(8);
      if (answer.startsWith('OKAY')) resolve(text);
      else if (answer.startsWith('FAIL')) fail(text);
      else if (chunks.length > 0) fail('it is no adb server');
      else fail('it closed the connection');
    });
  });
}

/**
 * Runs a command in a phone's shell through an adb server on this machine, and returns what it printed.
 * @throws AdbError when the server or the phone refuses, or after `timeoutMs`
 */
export const phoneShell = (port: number, serial: string, command: string, timeoutMs = 30_000): Promise<string> =>
  askPhone(port, serial, `shell:${command}`, timeoutMs);

/** Restarts a phone. Blocks until it has been told to. @throws AdbError */
export async function restartPhone(port: number, serial: string): Promise<void> {
  await askPhone(port, serial, 'reboot:', 10_000);
}

/** Opens a service of one phone (`shell:ls`, `reboot:`) and reads it to its end. */
function askPhone(port: number, serial: string, service: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    const requests = [`host:transport:${serial}`, service];
    let answer = Buffer.alloc(0);
    const fail = (why: string): void => {
      socket.destroy();
      reject(new AdbError(`adb server on port ${port}: ${serial}: ${service}: ${why}`));
    };
    const ask = (): void => {
      const [request] = requests;
      if (request !== undefined) socket.write(framed(request));
    };
    socket.setTimeout(timeoutMs, () => fail(`no answer within ${timeoutMs} ms`));
    socket.on('connect', ask);
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      while (requests.length > 0 && answer.toString('latin1', 0, 4) === 'OKAY') {
        answer = answer.subarray(4);
        requests.shift();
        ask();
      }
    });
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => {
      if (requests.length === 0) resolve(answer.toString('utf8'));
      else if (answer.toString('latin1', 0, 4) === 'FAIL') fail(answer.toString('utf8', 8));
      else fail('it closed the connection');
    });
  });
}

/** As adb's protocol has it: the length in four hex digits, then the request. */
const framed = (request: string): string => `${Buffer.byteLength(request).toString(16).padStart(4, '0')}${request}`;

export interface AdbDevice {
  readonly serial: string;
  /** `device`, `offline`, `unauthorized`. */
  readonly state: string;
  readonly model: string | null;
}

/** @throws AdbError */
export async function adbDevices(port: number): Promise<AdbDevice[]> {
  const answer = await askAdb(port, 'host:devices-l');
  return answer.split('\n').flatMap((line) => {
    const [serial, state, ...rest] = line.trim().split(/\s+/);
    if (serial === undefined || serial === '' || state === undefined) return [];
    const model = rest.find((word) => word.startsWith('model:'))?.slice('model:'.length) ?? null;
    return [{ serial, state, model }];
  });
}

/** Connects an adb server to a phone that listens on a port of its own. @throws AdbError when the phone does not answer */
export async function connectPhone(adbPort: number, serial: string): Promise<void> {
  const answer = await askAdb(adbPort, `host:connect:${serial}`, 15_000);
  if (!/connected to/.test(answer)) throw new AdbError(`adb cannot reach the phone ${serial}: ${answer.trim()}`);
}

/** Lets an adb server forget a phone that it was connected to. @throws AdbError */
export async function disconnectPhone(adbPort: number, serial: string): Promise<void> {
  await askAdb(adbPort, `host:disconnect:${serial}`);
}
