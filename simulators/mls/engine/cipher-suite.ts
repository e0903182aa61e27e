import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import type { PrivateKey, PublicKey } from 'ts-mls/crypto/hpke.js';
import type { Rng } from 'ts-mls/crypto/rng.js';
import { aesGcmKeyBytes, aesGcmNonceBytes, aesGcmOpen, aesGcmSeal } from '../../crypto/aes-gcm.ts';
import { CryptoError } from '../../crypto/crypto-error.ts';
import { hkdfExpand, hkdfExtract } from '../../crypto/hkdf.ts';
import { hmacSha256, verifyHmacSha256 } from '../../crypto/hmac.ts';
import { hpkeP256, hpkeX25519 } from '../../crypto/hpke/hpke.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { signatureScheme } from './signature-scheme.ts';

const none = new Uint8Array(0);

// The library passes keys through without looking into them, so a raw key can stand for its CryptoKey.
const publicKey = (raw: Uint8Array): PublicKey => raw as unknown as PublicKey;
const privateKey = (raw: Uint8Array): PrivateKey => raw as unknown as PrivateKey;
const raw = (key: PublicKey | PrivateKey): Uint8Array => key as unknown as Uint8Array;

function opened(plaintext: Uint8Array | undefined): Uint8Array {
  if (!plaintext) throw new CryptoError('the ciphertext does not open');
  return plaintext;
}

/** Our primitives in the library's shape: every promise is settled when it is returned, so all runs on microtasks. */
export function cipherSuite(suite: 1 | 2, crypto: CryptoProvider): CiphersuiteImpl {
  const hpke = suite === 1 ? hpkeX25519 : hpkeP256;
  const scheme = signatureScheme(suite, crypto);
  const { random } = crypto;
  const rng = {} as Rng; // filled in at once: the library's name for it is one that this house reserves
  rng.randomBytes = (length) => random.bytes(length);
  return {
    name: suite === 1 ? 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519' : 'MLS_128_DHKEMP256_AES128GCM_SHA256_P256',
    rng,
    hash: {
      digest: async (data) => sha256(data),
      mac: async (key, data) => hmacSha256(key, data),
      verifyMac: async (key, tag, data) => verifyHmacSha256(key, data, tag),
    },
    kdf: {
      size: 32,
      extract: async (salt, inputKeyMaterial) => hkdfExtract(salt, inputKeyMaterial),
      expand: async (pseudorandomKey, info, length) => hkdfExpand(pseudorandomKey, info, length),
    },
    signature: {
      sign: async (key, message) => scheme.sign(key, message),
      verify: async (key, message, signature) => scheme.verify(key, message, signature),
      async keygen() {
        const pair = scheme.generate();
        return { publicKey: pair.publicKey, signKey: pair.privateKey };
      },
    },
    hpke: {
      keyLength: aesGcmKeyBytes,
      nonceLength: aesGcmNonceBytes,
      importPrivateKey: async (key) => privateKey(key),
      importPublicKey: async (key) => publicKey(key),
      exportPrivateKey: async (key) => raw(key),
      exportPublicKey: async (key) => raw(key),
      async generateKeyPair() {
        const pair = hpke.kem.generateKeyPair(random);
        return { publicKey: publicKey(pair.publicKey), privateKey: privateKey(pair.privateKey) };
      },
      async deriveKeyPair(inputKeyMaterial) {
        const pair = hpke.kem.deriveKeyPair(inputKeyMaterial);
        return { publicKey: publicKey(pair.publicKey), privateKey: privateKey(pair.privateKey) };
      },
      async seal(key, plaintext, info, aad = none) {
        const { enc, ciphertext } = hpke.seal(raw(key), info, aad, plaintext, random);
        return { enc, ct: ciphertext };
      },
      open: async (key, enc, ciphertext, info, aad = none) =>
        opened(hpke.open(raw(key), info, aad, { enc, ciphertext })),
      exportSecret: async (key, context, length, info) => hpke.sendExport(raw(key), info, context, length, random),
      importSecret: async (key, context, enc, length, info) => hpke.receiveExport(raw(key), enc, info, context, length),
      encryptAead: async (key, nonce, aad, plaintext) => aesGcmSeal(key, nonce, aad ?? none, plaintext),
      decryptAead: async (key, nonce, aad, ciphertext) => opened(aesGcmOpen(key, nonce, aad ?? none, ciphertext)),
    },
  };
}
