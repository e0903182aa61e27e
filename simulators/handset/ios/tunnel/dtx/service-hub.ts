import type { PlistValue } from '../../plist/value.ts';
import { readArguments, writeArguments } from './auxiliary.ts';
import { DtxError } from './error.ts';
import { type DtxMessage, dtxReader, writeDtx } from './frame.ts';
import { type Archivable, ArchivedError, archive, unarchive } from './keyed-archive.ts';
import { callProcessControl, type ProcessControl, processControlService } from './process-control.ts';

const nothing = Buffer.alloc(0);
/** More channels than a client of ours opens on one connection. */
const mostChannels = 64;
const mostWaiting = 256;

/**
 * One connection to `com.apple.instruments.dtservicehub`: the handshake, channels by number, and process control.
 * Calls are answered in the order in which they came.
 *
 * @returns what takes the connection's bytes; it throws DtxError or PlistError when they cannot be followed
 */
export function serviceHub(control: ProcessControl, send: (bytes: Buffer) => void): (bytes: Uint8Array) => void {
  const channels = new Set<number>();
  let waiting = 0;
  let turn: Promise<void> = Promise.resolve();

  const reply = (to: DtxMessage, value: Archivable): void =>
    send(
      writeDtx({
        identifier: to.identifier,
        conversation: to.conversation + 1,
        channel: to.channel,
        expectsReply: false,
        arguments: nothing,
        object: value === null ? nothing : archive(value),
      }),
    );

  const publish = (selector: string): void =>
    send(
      writeDtx({
        identifier: 1,
        conversation: 0,
        channel: 0,
        expectsReply: false,
        arguments: writeArguments([{ [processControlService]: 1 }]),
        object: archive(selector),
      }),
    );

  function openChannel([code, service]: readonly PlistValue[]): Archivable {
    if (typeof code !== 'number' || service !== processControlService || channels.size >= mostChannels) {
      const wanted = typeof service === 'string' ? service : 'an unnamed service';
      return new ArchivedError('DTXConnection', 1, `Unable to provide a channel for ${wanted}`);
    }
    channels.add(code);
    return null;
  }

  function closeChannel(code: PlistValue): void {
    if (typeof code === 'number') channels.delete(code);
  }

  async function answer(message: DtxMessage, selector: string, values: readonly PlistValue[]): Promise<Archivable> {
    if (message.channel !== 0) {
      if (channels.has(message.channel)) return callProcessControl(control, selector, values);
      return new ArchivedError('DTXConnection', 2, `There is no channel ${message.channel}`);
    }
    if (selector === '_notifyOfPublishedCapabilities:') publish(selector);
    else if (selector === '_requestChannelWithCode:identifier:') return openChannel(values);
    else if (selector === '_channelCanceled:') values.forEach(closeChannel);
    else return new ArchivedError('DTXConnection', 3, `Unable to invoke ${selector}`);
    return null;
  }

  return dtxReader((message) => {
    if (message.conversation > 0) return; // an answer to something we never ask
    const selector = message.object.length > 0 ? unarchive(message.object) : null;
    const values = readArguments(message.arguments);
    if (++waiting > mostWaiting) throw new DtxError('too many calls wait for their answers');
    turn = turn.then(async () => {
      const value = await answer(message, typeof selector === 'string' ? selector : '', values).catch(
        (error: Error) => new ArchivedError('DTXConnection', 4, error.message),
      );
      waiting--;
      if (message.expectsReply) reply(message, value);
    });
  });
}
