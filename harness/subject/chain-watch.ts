import type { Journal } from '../../simulators/kernel/journal/journal.ts';
import type { ArchiveRecord } from './contract/record.ts';
import { type Subject, SubjectError } from './subject.ts';
import { type ChainPlace, followChain } from './verify-manifest.ts';

/** Follows the devices' chains of manifests into the journal, each link once, as `subject.chain`. */
export interface ChainWatch {
  /** A record as it was read: its device has a chain. */
  seen(record: ArchiveRecord): void;
  /** Reads on in every chain whose device has new records. Returns how many links were new. */
  poll(): Promise<number>;
}

export function watchChains(chain: NonNullable<Subject['chain']>, journal: Journal): ChainWatch {
  const places = new Map<string, ChainPlace & { readonly cursor?: string }>();
  const behind = new Set<string>();

  async function readOn(device_id: string): Promise<number> {
    let seen = 0;
    for (let more = true; more; ) {
      const from = places.get(device_id) ?? { sequence: 0, sha256: null };
      const page = await chain(device_id, from.cursor);
      const links = followChain(page, from);
      const { sequence, sha256 } = links.at(-1) ?? from;
      places.set(device_id, { sequence, sha256, cursor: page.next });
      journal.append('subject.chain', { device_id, device_key: page.device_key, links: [...links] });
      seen += links.length;
      more = page.more && page.next !== from.cursor;
    }
    return seen;
  }

  return {
    seen({ device_id, manifest }) {
      if (manifest) behind.add(device_id);
    },
    async poll() {
      let seen = 0;
      try {
        for (const device_id of [...behind]) {
          seen += await readOn(device_id);
          behind.delete(device_id);
        }
      } catch (error) {
        if (!(error instanceof SubjectError)) throw error;
        journal.append('subject.error', { operation: error.operation, reason: error.reason });
      }
      return seen;
    },
  };
}
