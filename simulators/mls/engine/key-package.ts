import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { generateKeyPackageWithKey, type KeyPackage, type PrivateKeyPackage } from 'ts-mls/keyPackage.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { type KeyPackageView, parseKeyPackage } from '../wire/key-package.ts';
import type { Lifetime } from '../wire/leaf-node.ts';
import { extensionTypes } from '../wire/registry.ts';
import { type Identity, type KeyPackageBundle, type KeyPackageOptions, MlsUsageError } from './port.ts';
import { basicCredential, capabilities } from './profile.ts';

export async function generate(
  identity: Identity,
  options: KeyPackageOptions,
  suite: CiphersuiteImpl,
): Promise<{ readonly keyPackage: KeyPackage; readonly secrets: PrivateKeyPackage }> {
  const lastResort = { extensionType: extensionTypes.lastResort, extensionData: new Uint8Array(0) };
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    basicCredential(identity.uri),
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
): Promise<KeyPackageBundle> {
  const { keyPackage, secrets } = await generate(identity, options, suite);
  const message = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage });
  const view = parseKeyPackage(message);
  if (!view.ok) throw new MlsUsageError(`"${identity.uri}" makes no usable KeyPackage: ${view.error.detail}`);
  return {
    message,
    ref: view.value.ref,
    initKeyHash: view.value.initKeyHash,
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
  nowMs: number,
): { readonly keyPackage: KeyPackage; readonly view: KeyPackageView } {
  const view = parseKeyPackage(bytes);
  if (!view.ok) throw new MlsUsageError(`the KeyPackage cannot be read: ${view.error.detail}`);
  const { msisdn, lifetime } = view.value;
  if (view.value.cipherSuite !== cipherSuite) {
    throw new MlsUsageError(`the KeyPackage of ${msisdn} is for cipher suite ${view.value.cipherSuite}`);
  }
  if (!isCurrent(lifetime, nowMs)) {
    throw new MlsUsageError(`the KeyPackage of ${msisdn} is outside its lifetime: claim a fresh one`);
  }
  const keyPackage = decodeKeyPackageMessage(bytes);
  if (!keyPackage) throw new MlsUsageError(`the KeyPackage of ${msisdn} cannot be decoded`);
  return { keyPackage, view: view.value };
}
