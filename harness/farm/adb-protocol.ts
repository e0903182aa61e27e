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
    socket.on('connect', () => socket.write(`${Buffer.byteLength(question).toString(16).padStart(4, '0')}${question}`));
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
