import { parseAuthenticatedData } from '../mls/wire/authenticated-data.ts';
import { groupIdText } from '../mls/wire/group-id.ts';
import { readMessageHeader } from '../mls/wire/message-header.ts';
import { readPrivateMessage } from '../mls/wire/private-message.ts';
import { readPublicMessage } from '../mls/wire/public-message.ts';
import { reader } from '../mls/wire/reader.ts';
import { protocolVersionMls10, wireFormats } from '../mls/wire/registry.ts';
import { Malformed } from '../mls/wire/result.ts';
import { readWelcome } from '../mls/wire/welcome.ts';
import { uint16 } from '../mls/wire/writer.ts';

/** An application message as it went over the wire. */
export interface Ciphertext {
  readonly messageId: string;
  readonly groupId: string;
  readonly era: number;
  readonly epoch: bigint;
  /** The MLSMessage. */
  readonly bytes: Uint8Array;
}

/** A commit as it went over the wire. */
export interface OverheardCommit {
  /** The MLSMessage. */
  readonly bytes: Uint8Array;
  /** KeyPackages of those it adds, without the MLSMessage around them. */
  readonly added: readonly Uint8Array[];
}

/** All of MLS that crossed the network, as far as it is remembered. */
export interface Overheard {
  /** Looks through a frame for MLSMessages, whatever they are wrapped in. */
  listen(frame: Uint8Array): void;
  ciphertext(messageId: string): Ciphertext | undefined;
  /** Commits of an epoch of a group: more than one when some were refused. */
  commits(groupId: string, epoch: bigint): readonly OverheardCommit[];
  /** MLSMessages (Welcome) for a KeyPackageRef (hex). */
  welcome(ref: string): Uint8Array | undefined;
}

const version = uint16(protocolVersionMls10);
/** What is worth reading, as `hear` does. */
const heard: ReadonlySet<number> = new Set([
  wireFormats.privateMessage,
  wireFormats.publicMessage,
  wireFormats.welcome,
]);
/** How much is remembered of each kind: a long run must not grow. */
const remembered = 4096;

/** Keeps what the network lets everybody see. */
export function overheard(): Overheard {
  const ciphertexts = new Map<string, Ciphertext>();
  const commits = new Map<string, OverheardCommit[]>();
  const welcomes = new Map<string, Uint8Array>();

  function keep<V>(kept: Map<string, V>, key: string, value: V): void {
    kept.set(key, value);
    if (kept.size > remembered) kept.delete(kept.keys().next().value ?? '');
  }

  /** Reads one MLSMessage at the beginning of `bytes`. Returns its length. @throws Malformed when there is none */
  function hear(bytes: Uint8Array): number {
    const from = reader(bytes);
    const wireFormat = readMessageHeader(from);
    const message = (): Uint8Array => Uint8Array.from(from.between(0, from.offset()));
    if (wireFormat === wireFormats.privateMessage) {
      const sealed = readPrivateMessage(from);
      const bound = parseAuthenticatedData(sealed.authenticatedData);
      if (sealed.contentType !== 'application' || !bound.ok) return from.offset();
      const { messageId, era } = bound.value;
      const groupId = groupIdText(sealed.groupId);
      if (!ciphertexts.has(messageId))
        keep(ciphertexts, messageId, { messageId, groupId, era, epoch: sealed.epoch, bytes: message() });
    } else if (wireFormat === wireFormats.publicMessage) {
      const { content, groupId, epoch } = readPublicMessage(from);
      if (content.type !== 'commit') return from.offset();
      const key = `${groupIdText(groupId)} ${epoch}`;
      const known = commits.get(key) ?? [];
      const own = message();
      if (known.some((other) => Buffer.compare(other.bytes, own) === 0)) return from.offset();
      const added = content.commit.proposals.flatMap((proposal) =>
        proposal.type === 'add' ? [Uint8Array.from(proposal.keyPackage.encoded)] : [],
      );
      keep(commits, key, [...known, { bytes: own, added }]);
    } else if (wireFormat === wireFormats.welcome) {
      const { newMembers } = readWelcome(from);
      const own = message();
      for (const ref of newMembers) keep(welcomes, ref, own);
    }
    return from.offset();
  }

  return {
    listen(frame) {
      const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
      for (let at = bytes.indexOf(version); at >= 0; at = bytes.indexOf(version, at)) {
        // Two bytes like these are everywhere: what follows them says at once whether it is worth reading.
        if (!heard.has(at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0)) {
          at += 1;
          continue;
        }
        try {
          at += hear(bytes.subarray(at));
        } catch (error) {
          if (!(error instanceof Malformed)) throw error;
          at += 1;
        }
      }
    },
    ciphertext: (messageId) => ciphertexts.get(messageId),
    commits: (groupId, epoch) => commits.get(`${groupId} ${epoch}`) ?? [],
    welcome: (ref) => welcomes.get(ref),
  };
}
