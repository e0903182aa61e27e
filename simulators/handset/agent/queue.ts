import type { CapturedMessage } from './captured-message.ts';
import type { Change, SignedManifest } from './manifest.ts';
import type { SealedCopy } from './sealed-copy.ts';
import type { AgentStorage } from './storage.ts';

/** `POST /records`. */
export interface Upload {
  readonly tenant: string;
  readonly message_id: string;
  readonly logical_message_id: string;
  readonly custodian: string;
  readonly peer: string;
  readonly direction: 'out' | 'in';
  readonly version: number;
  readonly device_timestamp: string;
  readonly content_hash: string | null;
  readonly sealed: SealedCopy | null;
  /** Left out for `created`. */
  readonly change?: Change;
  /** Signed on its way out: its place in the chain is known then. */
  readonly manifest?: SignedManifest;
}

/** A captured message and what is still to be done with it. Sealed as soon as there is a key to seal it to. */
export interface QueueItem {
  readonly key: string;
  state:
    | { readonly stage: 'captured'; readonly message: CapturedMessage }
    | { readonly stage: 'sealed'; readonly upload: Upload };
  /** The copy is still to go to the archive, the hash to the platform. */
  copyDue: boolean;
  hashDue: boolean;
}

/** The agent's queue in the phone's storage: an item is there from its capture until all is done. */
export interface Queue {
  /** What an earlier run of the app left, oldest first. */
  readonly left: readonly QueueItem[];
  add(message: CapturedMessage): QueueItem;
  /** Writes an item's change down, or removes it when nothing is due. */
  save(item: QueueItem): void;
  /** Keeps a copy that the archive will never accept apart from the queue; it is not due any more. */
  setAside(item: QueueItem): void;
  /** Items in the queue. */
  size(): number;
}

const itemPrefix = 'archive/item/';
const refusedPrefix = 'archive/refused/';
const nameOf = (number: number): string => `${itemPrefix}${String(number).padStart(12, '0')}`;

/** @param failed told when the storage takes nothing: the item then lives in memory only */
export function queue(storage: AgentStorage, failed: (error: unknown) => void): Queue {
  const names = storage
    .keys()
    .filter((key) => key.startsWith(itemPrefix))
    .sort();
  const left = names.map((key): QueueItem => ({ ...JSON.parse(storage.get(key) ?? ''), key }));
  const open = new Set(left.map(({ key }) => key));
  let number = Number(names.at(-1)?.slice(itemPrefix.length) ?? 0);

  function write(key: string, item: QueueItem): void {
    try {
      storage.set(key, JSON.stringify({ state: item.state, copyDue: item.copyDue, hashDue: item.hashDue }));
    } catch (error) {
      failed(error);
    }
  }

  function remove(item: QueueItem): void {
    storage.delete(item.key);
    open.delete(item.key);
  }

  function save(item: QueueItem): void {
    if (item.copyDue || item.hashDue) write(item.key, item);
    else remove(item);
  }

  return {
    left,
    add(message) {
      number++;
      const item: QueueItem = {
        key: nameOf(number),
        state: { stage: 'captured', message },
        copyDue: true,
        hashDue: message.body !== null,
      };
      open.add(item.key);
      write(item.key, item);
      return item;
    },
    save,
    setAside(item) {
      write(item.key.replace(itemPrefix, refusedPrefix), item);
      item.copyDue = false;
      save(item);
    },
    size: () => open.size,
  };
}
