import { aesGcmKeyBytes, aesGcmNonceBytes, aesGcmOpen, aesGcmSeal } from '../aes-gcm.ts';
import { concatBytes } from '../bytes.ts';
import type { RandomBytes } from '../random-bytes.ts';
import type { Dhkem } from './dhkem.ts';
import { dhkemP256 } from './dhkem-p256.ts';
import { dhkemX25519 } from './dhkem-x25519.ts';
import { labeledExpand, labeledExtract, uint16 } from './labels.ts';

/** A sealed message: the encapsulated key, and the ciphertext with its tag. */
export interface HpkeSealed {
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Single-shot HPKE in base mode (RFC 9180 section 6.1) with HKDF-SHA256 and AES-128-GCM; raw keys. */
export interface Hpke {
  readonly kem: Dhkem;
  /** @throws CryptoError when the public key is not one of the group */
  seal(
    publicKey: Uint8Array,
    info: Uint8Array,
    aad: Uint8Array,
    plaintext: Uint8Array,
    random: RandomBytes,
  ): HpkeSealed;
  /**
   * The plaintext, or nothing when the ciphertext was not sealed to this key with this info and aad.
   * @throws CryptoError when `enc` is not a key of the group
   */
  open(privateKey: Uint8Array, info: Uint8Array, aad: Uint8Array, sealed: HpkeSealed): Uint8Array | undefined;
  /** A secret for the owner of `publicKey` and its encapsulated key (RFC 9180 section 5.3). */
  sendExport(
    publicKey: Uint8Array,
    info: Uint8Array,
    exporterContext: Uint8Array,
    length: number,
    random: RandomBytes,
  ): { readonly enc: Uint8Array; readonly secret: Uint8Array };
  receiveExport(
    privateKey: Uint8Array,
    enc: Uint8Array,
    info: Uint8Array,
    exporterContext: Uint8Array,
    length: number,
  ): Uint8Array;
}

const kdfHkdfSha256 = 0x0001;
const aeadAes128Gcm = 0x0001;
const baseMode = Uint8Array.of(0);
const none = new Uint8Array(0);

function hpke(kem: Dhkem): Hpke {
  const suiteId = concatBytes(Buffer.from('HPKE'), uint16(kem.kemId), uint16(kdfHkdfSha256), uint16(aeadAes128Gcm));
  const pskIdHash = labeledExtract(suiteId, none, 'psk_id_hash', none);

  /** RFC 9180 section 5.1: what the shared secret and info expand to, by label. */
  function schedule(sharedSecret: Uint8Array, info: Uint8Array): (label: string, length: number) => Uint8Array {
    const context = concatBytes(baseMode, pskIdHash, labeledExtract(suiteId, none, 'info_hash', info));
    const secret = labeledExtract(suiteId, sharedSecret, 'secret', none);
    return (label, length) => labeledExpand(suiteId, secret, label, context, length);
  }

  function exported(sharedSecret: Uint8Array, info: Uint8Array, context: Uint8Array, length: number): Uint8Array {
    return labeledExpand(suiteId, schedule(sharedSecret, info)('exp', 32), 'sec', context, length);
  }

  return {
    kem,
    seal(publicKey, info, aad, plaintext, random) {
      const { enc, secret } = kem.encapsulate(publicKey, random);
      const expand = schedule(secret, info);
      const key = expand('key', aesGcmKeyBytes);
      return { enc, ciphertext: aesGcmSeal(key, expand('base_nonce', aesGcmNonceBytes), aad, plaintext) };
    },
    open(privateKey, info, aad, sealed) {
      const expand = schedule(kem.decapsulate(sealed.enc, privateKey), info);
      const key = expand('key', aesGcmKeyBytes);
      return aesGcmOpen(key, expand('base_nonce', aesGcmNonceBytes), aad, sealed.ciphertext);
    },
    sendExport(publicKey, info, exporterContext, length, random) {
      const { enc, secret } = kem.encapsulate(publicKey, random);
      return { enc, secret: exported(secret, info, exporterContext, length) };
    },
    receiveExport(privateKey, enc, info, exporterContext, length) {
      return exported(kem.decapsulate(enc, privateKey), info, exporterContext, length);
    },
  };
}

/** DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: MLS suite 2, and the archive's escrow envelope. */
export const hpkeP256: Hpke = hpke(dhkemP256);

/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: MLS suite 1. */
export const hpkeX25519: Hpke = hpke(dhkemX25519);

/** Seals to a P-256 public key. */
export const hpkeSeal = hpkeP256.seal;

/** Opens what `hpkeSeal` made. */
export const hpkeOpen = hpkeP256.open;
