import { concatBytes } from '../bytes.ts';
import type { KeyPair } from '../p256/key.ts';
import type { RandomBytes } from '../random-bytes.ts';
import { labeledExpand, labeledExtract, uint16 } from './labels.ts';

/** A Diffie-Hellman group as DHKEM uses it (RFC 9180 section 4.1); keys are raw. */
export interface DhGroup {
  /** RFC 9180 section 7.1. */
  readonly kemId: number;
  sharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array;
  publicKey(privateKey: Uint8Array): Uint8Array;
  /** RFC 9180 section 7.1.3, from a pseudorandom key. */
  derivePrivateKey(pseudorandomKey: Uint8Array, suiteId: Uint8Array): Uint8Array;
}

/** A key encapsulation mechanism with HKDF-SHA256. */
export interface Dhkem {
  readonly kemId: number;
  /** Deterministic: the same input key material (at least 32 bytes) gives the same pair. */
  deriveKeyPair(inputKeyMaterial: Uint8Array): KeyPair;
  generateKeyPair(random: RandomBytes): KeyPair;
  publicKey(privateKey: Uint8Array): Uint8Array;
  encapsulate(publicKey: Uint8Array, random: RandomBytes): { readonly enc: Uint8Array; readonly secret: Uint8Array };
  /** @throws CryptoError when `enc` is not a key of the group */
  decapsulate(enc: Uint8Array, privateKey: Uint8Array): Uint8Array;
}

const none = new Uint8Array(0);

export function dhkem(group: DhGroup): Dhkem {
  const suiteId = concatBytes(Buffer.from('KEM'), uint16(group.kemId));

  function deriveKeyPair(inputKeyMaterial: Uint8Array): KeyPair {
    const pseudorandomKey = labeledExtract(suiteId, none, 'dkp_prk', inputKeyMaterial);
    const privateKey = group.derivePrivateKey(pseudorandomKey, suiteId);
    return { privateKey, publicKey: group.publicKey(privateKey) };
  }

  function extractAndExpand(dh: Uint8Array, context: Uint8Array): Uint8Array {
    return labeledExpand(suiteId, labeledExtract(suiteId, none, 'eae_prk', dh), 'shared_secret', context, 32);
  }

  const generateKeyPair = (random: RandomBytes): KeyPair => deriveKeyPair(random.bytes(32));

  return {
    kemId: group.kemId,
    deriveKeyPair,
    generateKeyPair,
    publicKey: group.publicKey,
    encapsulate(publicKey, random) {
      const ephemeral = generateKeyPair(random);
      const dh = group.sharedSecret(ephemeral.privateKey, publicKey);
      return {
        enc: ephemeral.publicKey,
        secret: extractAndExpand(dh, concatBytes(ephemeral.publicKey, publicKey)),
      };
    },
    decapsulate(enc, privateKey) {
      const dh = group.sharedSecret(privateKey, enc);
      return extractAndExpand(dh, concatBytes(enc, group.publicKey(privateKey)));
    },
  };
}
