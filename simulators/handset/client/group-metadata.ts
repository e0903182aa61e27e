import { equalBytes } from '../../crypto/bytes.ts';
import { openFile, sealFile } from '../../crypto/file-encryption.ts';
import { sha256 } from '../../crypto/sha256.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import { groupExtensions } from '../../mls/client/group-extensions.ts';
import {
  type FileEncryptionInfo,
  type FileInfo,
  fileInfoContentType,
  parseFileInfo,
  serialiseFileInfo,
} from '../../protocol/file-info.ts';
import type { GroupData, GroupRequest } from '../../protocol/group-data.ts';
import { newMessageId } from '../../protocol/message-id.ts';
import { type GroupIcon, groupIcons } from '../model.ts';
import type { Conveyance } from './conveyance.ts';
import { encryptedMessage } from './cpim-messages.ts';
import type { Encryption } from './encryption.ts';
import type { Groups } from './groups.ts';
import type { Attempt, Outbox } from './outbox.ts';

/** A name or a picture. */
export type Metadatum = { readonly subject: string } | { readonly icon: GroupIcon };

type Slot = 'subject' | 'icon';
type Ask = (id: string, request: GroupRequest, doing: string) => Promise<Attempt>;

export interface GroupMetadataOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly msisdn: string;
  readonly groups: Groups;
  readonly encryption: Encryption;
  readonly conveyance: Conveyance;
  readonly outbox: Outbox;
  readonly uriOf: (id: string) => string;
}

/**
 * Names and pictures of groups. In an encrypted group the focus keeps a ciphertext, the group's context a commitment to
 * its key, and the key travels inside MLS: whoever commits sends it, and sends it again to who comes in later. (RCC.16
 * has an extension for the key, too; in a commit that everybody on the way can read it would be no secret, so it is left
 * out here.)
 */
export interface GroupMetadata {
  /** Makes ready to set one, for everybody; what it gives is tried until it is done. */
  setting(id: string, metadatum: Metadatum, ask: Ask): () => Promise<Attempt>;
  /** The focus told of a group: what it keeps for its members may be new. */
  told(data: GroupData): void;
  /** A member sent keys. @throws ProtocolError */
  keys(id: string, body: Uint8Array): void;
  /** The group moved on: a key that came before its commitment may fit now. */
  moved(id: string): void;
  /** Somebody has come into the group, who has no keys of what was set before. */
  share(id: string): void;
}

/** Bytes of a name. */
const limitBytes = 512;
/** Keys kept a group and slot: more than the current one, because a key may come before its commitment. */
const keptKeys = 4;
const contentTypes = { subject: 'text/plain;charset=UTF-8', icon: 'text/plain;charset=UTF-8' } as const;
const infos = { subject: 'group_subject', icon: 'group_icon' } as const;
const labels = { subject: 'subject_commitment', icon: 'icon_commitment' } as const;

const short = (bytes: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(bytes.length), bytes]);

/** RCC.16 v3.0, Annex C.1: a hash of a label and the key, each behind its length. */
const commitmentTo = (slot: Slot, material: Uint8Array): Uint8Array =>
  sha256(Buffer.concat([short(Buffer.from(labels[slot])), short(material)]));

/** A text that can be shown; nothing for other bytes. */
function readable(value: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(value.subarray(0, limitBytes));
    return /\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

export function groupMetadata(options: GroupMetadataOptions): GroupMetadata {
  const { groups, encryption, random, clock } = options;
  /** By group and slot, the latest last. */
  const known = new Map<string, readonly FileEncryptionInfo[]>();
  /** Ciphertexts whose key has not come yet. */
  const sealed = new Map<string, Uint8Array>();
  const key = (id: string, slot: Slot): string => `${id} ${slot}`;

  function show(id: string, slot: Slot, value: Uint8Array): boolean {
    const text = readable(value);
    const icon = groupIcons.find((each) => each === text);
    if (slot === 'subject' && text !== undefined) groups.change(id, { subject: text });
    else if (slot === 'icon' && icon) groups.change(id, { icon });
    else return false;
    return true;
  }

  const encrypts = (id: string): boolean => encryption.groupWith(id)?.ended === false;

  /** The key that the group is committed to, if it is known here. */
  function current(id: string, slot: Slot): FileEncryptionInfo | undefined {
    const extension = encryption.groupWith(id)?.extensions.get(groupExtensions[`${slot}Commitment`]);
    if (!extension) return undefined;
    return known
      .get(key(id, slot))
      ?.findLast(({ keyMaterial }) => equalBytes(short(commitmentTo(slot, keyMaterial)), extension));
  }

  function open(id: string, slot: Slot): void {
    const ciphertext = sealed.get(key(id, slot));
    const with_ = current(id, slot);
    if (!ciphertext || !with_) return;
    const { keyMaterial, iv, hmacTag } = with_;
    const value = openFile({ material: keyMaterial, iv }, infos[slot], ciphertext, hmacTag);
    if (value && show(id, slot, value)) sealed.delete(key(id, slot));
  }

  function learn(id: string, slot: Slot, info: FileEncryptionInfo | undefined): void {
    if (!info) return;
    const before = known.get(key(id, slot)) ?? [];
    if (!before.some(({ keyMaterial }) => equalBytes(keyMaterial, info.keyMaterial)))
      known.set(key(id, slot), [...before, info].slice(-keptKeys));
    open(id, slot);
  }

  async function send(id: string, info: FileInfo): Promise<Attempt> {
    if (!encrypts(id)) return 'done';
    if ((await encryption.prepare(id)) !== 'ready') return 'later';
    const messageId = newMessageId(random);
    const sent = await encryption.protect(id, messageId, fileInfoContentType, serialiseFileInfo(info));
    const parts = { from: options.msisdn, to: options.uriOf(id), messageId, nowMs: clock.now() };
    const cpim = { ...encryptedMessage(parts, sent), dispositionNotification: [] };
    const { outcome } = await options.conveyance.send(options.uriOf(id), id, cpim);
    return outcome === 'accepted' || outcome === 'refused' ? 'done' : 'later';
  }

  return {
    setting(id, metadatum, ask) {
      const slot = 'subject' in metadatum ? 'subject' : 'icon';
      const value = Buffer.from('subject' in metadatum ? metadatum.subject : metadatum.icon).subarray(0, limitBytes);
      const doing = `set the ${slot} of a group`;
      const fresh = { material: random.bytes(32), iv: random.bytes(12) };
      const { ciphertext, tag } = sealFile(fresh, infos[slot], value);
      const info = { keyMaterial: fresh.material, iv: fresh.iv, hmacTag: tag, contentType: contentTypes[slot] };
      const type = groupExtensions[`${slot}Commitment`];
      const data = short(commitmentTo(slot, fresh.material));
      let told = false;
      return async () => {
        if (!encrypts(id)) return ask(id, value.length === 0 ? { kind: slot } : { kind: slot, value }, doing);
        const committed = encryption.groupWith(id)?.extensions.get(type);
        if (!committed || !equalBytes(committed, data)) {
          const readiness = await encryption.change(id, { extensions: [{ type, data }] });
          if (readiness !== 'ready') return readiness === 'later' ? 'later' : 'done';
        }
        learn(id, slot, info);
        if (!told && (await send(id, { [slot]: info })) === 'later') return 'later';
        told = true;
        return ask(id, { kind: slot, value: ciphertext }, doing);
      };
    },
    told({ groupId, ...data }) {
      for (const slot of ['subject', 'icon'] as const) {
        const value = data[slot];
        if (!value) continue;
        if (!encrypts(groupId) && show(groupId, slot, value)) continue;
        sealed.set(key(groupId, slot), value);
        open(groupId, slot);
      }
    },
    keys(id, body) {
      const { subject, icon } = parseFileInfo(body);
      learn(id, 'subject', subject);
      learn(id, 'icon', icon);
    },
    moved(id) {
      open(id, 'subject');
      open(id, 'icon');
    },
    share(id) {
      const [subject, icon] = [current(id, 'subject'), current(id, 'icon')];
      if (!subject && !icon) return;
      options.outbox.add(`to ${id}`, () => send(id, { ...(subject && { subject }), ...(icon && { icon }) }));
    },
  };
}
