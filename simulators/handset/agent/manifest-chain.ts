import type { KeyPair } from '../../crypto/p256/key.ts';
import { type ChainHead, type ManifestFacts, manifestSha256, type SignedManifest, signManifest } from './manifest.ts';
import type { AgentStorage } from './storage.ts';

/** A device's chain of manifests, as far as the archive has taken it. */
export interface ManifestChain {
  head(): ChainHead;
  /** Signs records to be uploaded one after the other. Nothing moves on before the archive says that it took them. */
  sign(deviceId: string, facts: readonly ManifestFacts[]): readonly SignedManifest[];
  /** The archive has this one. */
  taken(manifest: SignedManifest): void;
  /** The archive's own word on where the chain is: after a state of ours was lost, or of theirs. */
  resume(head: ChainHead): void;
}

const headKey = 'archive/chain';
const nothing: ChainHead = { sequence: 0, sha256: null };

/** @param failed told when the storage takes nothing: the archive is asked again after the next start */
export function manifestChain(storage: AgentStorage, key: KeyPair, failed: (error: unknown) => void): ManifestChain {
  const kept = storage.get(headKey);
  let head: ChainHead = kept === undefined ? nothing : JSON.parse(kept);

  function moveTo(next: ChainHead): void {
    head = next;
    try {
      storage.set(headKey, JSON.stringify(head));
    } catch (error) {
      failed(error);
    }
  }

  return {
    head: () => head,
    sign(deviceId, facts) {
      let after = head;
      return facts.map((each) => {
        const manifest = signManifest(key, deviceId, after, each);
        after = { sequence: manifest.sequence, sha256: manifestSha256(manifest) };
        return manifest;
      });
    },
    taken(manifest) {
      if (manifest.sequence === head.sequence + 1) {
        moveTo({ sequence: manifest.sequence, sha256: manifestSha256(manifest) });
      }
    },
    resume: moveTo,
  };
}
