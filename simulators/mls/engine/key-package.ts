import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { generateKeyPackageWithKey, type KeyPackage, type PrivateKeyPackage } from 'ts-mls/keyPackage.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { sha256Hex } from '../../crypto/sha256.ts';
import { keyPackageRef, parseAnyKeyPackage } from '../wire/key-package.ts';
import type { Lifetime } from '../wire/leaf-node.ts';
import { extensionTypes } from '../wire/registry.ts';
import {
  type Authentication,
  type Identity,
  type KeyPackageBundle,
  type KeyPackageOptions,
  MlsUsageError,
} from './port.ts';
import { capabilities, credentialOf } from './profile.ts';

export async function generate(
  identity: Identity,
  options: KeyPackageOptions,
  suite: CiphersuiteImpl,
): Promise<{ readonly keyPackage: KeyPackage; readonly secrets: PrivateKeyPackage }> {
  const lastResort = { extensionType: extensionTypes.lastResort, extensionData: new Uint8Array(0) };
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    credentialOf(identity),
    capabilities(suite.name),
    options.lifetime,
    options.lastResort ? [lastResort] : [],
    { publicKey: identity.signaturePublicKey, signKey: identity.signaturePrivateKey },
    suite,
  );
  return { keyPackage: publicPackage, secrets: privatePackage };
}

export async function createBundle(
  identity: Identity,
  options: KeyPackageOptions,
  suite: CiphersuiteImpl,
  authentication: Authentication,
): Promise<KeyPackageBundle> {
  const { keyPackage, secrets } = await generate(identity, options, suite);
  const message = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage });
  const made = parseAnyKeyPackage(message);
  if (!made.ok) throw new MlsUsageError(`"${identity.uri}" makes no usable KeyPackage: ${made.error.detail}`);
  const { credential, signatureKey } = made.value.leafNode;
  const owner = authentication.authenticate(credential, signatureKey);
  if (!owner.ok) throw new MlsUsageError(`"${identity.uri}" makes no usable KeyPackage: ${owner.detail}`);
  return {
    message,
    ref: keyPackageRef(made.value),
    initKeyHash: sha256Hex(made.value.initKey),
    lastResort: options.lastResort,
    lifetime: options.lifetime,
    secrets: {
      initPrivateKey: secrets.initPrivateKey,
      leafPrivateKey: secrets.hpkePrivateKey,
      signaturePrivateKey: secrets.signaturePrivateKey,
    },
  };
}

/** The library's form of a KeyPackage that `parseKeyPackage` accepted. */
export function decodeKeyPackageMessage(bytes: Uint8Array): KeyPackage | undefined {
  const message = decodeMlsMessage(bytes, 0)?.[0];
  return message?.wireformat === 'mls_key_package' ? message.keyPackage : undefined;
}

function isCurrent({ notBefore, notAfter }: Lifetime, nowMs: number): boolean {
  const nowS = BigInt(Math.floor(nowMs / 1000));
  return notBefore <= nowS && nowS <= notAfter;
}

/**
 * A KeyPackage that is about to be added (RFC 9420 section 10.1, except what the library checks when it is added).
 * @throws MlsUsageError for one that cannot be
 */
export function usableKeyPackage(
  bytes: Uint8Array,
  cipherSuite: number,
  authentication: Authentication,
  nowMs: number,
): KeyPackage {
  const read = parseAnyKeyPackage(bytes);
  if (!read.ok) throw new MlsUsageError(`the KeyPackage cannot be read: ${read.error.detail}`);
  const { leafNode, cipherSuite: suite } = read.value;
  const owner = authentication.authenticate(leafNode.credential, leafNode.signatureKey);
  if (!owner.ok) throw new MlsUsageError(`the KeyPackage cannot be read: ${owner.detail}`);
  if (leafNode.source.type !== 'key-package') {
    throw new MlsUsageError(`the KeyPackage cannot be read: its leaf is of the kind ${leafNode.source.type}`);
  }
  if (suite !== cipherSuite) throw new MlsUsageError(`the KeyPackage of ${owner.uri} is for cipher suite ${suite}`);
  if (!isCurrent(leafNode.source.lifetime, nowMs)) {
    throw new MlsUsageError(`the KeyPackage of ${owner.uri} is outside its lifetime: claim a fresh one`);
  }
  const keyPackage = decodeKeyPackageMessage(bytes);
  if (!keyPackage) throw new MlsUsageError(`the KeyPackage of ${owner.uri} cannot be decoded`);
  return keyPackage;
}
