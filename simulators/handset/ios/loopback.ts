import type { Socket } from 'node:net';
import { type Listening, listenTcp } from '../../kernel/wall/listen.ts';

/** lockdownd's port on every iPhone. Listening there is how a face owns its address. */
export const lockdownPort = 62_078;
/** Where the driver has WebDriverAgent listen unless it is told otherwise. */
export const automationPort = 8100;

/** How many addresses are tried before giving up. */
const mostTries = 64;
let claims = 0;

/**
 * An address of 127.77.0.0/16 for one phone, taken by listening on lockdownd's port there: no two phones share an
 * address, of whatever run or process, so ports that clients fix (8100) are free on each.
 *
 * @param wanted this address and no other
 * @throws Error when it is taken, or none can be had
 */
export async function claimAddress(
  wanted: string | undefined,
  onConnection: (socket: Socket) => void,
): Promise<Listening> {
  let refusal: unknown;
  for (let attempt = 0; attempt < (wanted === undefined ? mostTries : 1); attempt++) {
    const host = wanted ?? nextAddress();
    try {
      const claim = await listenTcp({ host, port: lockdownPort }, onConnection);
      const free = await listenTcp({ host, port: automationPort }, (socket) => socket.destroy()).catch(
        (error: unknown) => ({ error }),
      );
      if ('close' in free) {
        await free.close();
        return claim;
      }
      await claim.close();
      refusal = free.error;
    } catch (error) {
      refusal = error;
    }
  }
  throw new Error(
    `no loopback address for a simulated iPhone: ${refusal instanceof Error ? refusal.message : 'none is free'}. Something that listens on 0.0.0.0 blocks a port on all of them`,
  );
}

/** Runs start at different places, so that they seldom try the same address. */
function nextAddress(): string {
  const at = (process.pid * 251 + claims++) % (254 * 254);
  return `127.77.${1 + Math.floor(at / 254)}.${1 + (at % 254)}`;
}
