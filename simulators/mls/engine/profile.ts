import type { Capabilities } from 'ts-mls/capabilities.js';
import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { Credential } from 'ts-mls/credential.js';
import type { CiphersuiteName } from 'ts-mls/crypto/ciphersuite.js';
import type { Extension } from 'ts-mls/extension.js';
import { defaultKeyPackageEqualityConfig } from 'ts-mls/keyPackageEqualityConfig.js';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { msisdnOfIdentity } from '../wire/credential.ts';
import { extensionTypes } from '../wire/registry.ts';
import { uint32 } from '../wire/writer.ts';

/**
 * What a client says it can do. Written out, because the library's own default adds random values (GREASE) from
 * Math.random.
 */
export function capabilities(cipherSuite: CiphersuiteName): Capabilities {
  return {
    versions: ['mls10'],
    ciphersuites: [cipherSuite],
    extensions: [extensionTypes.era, extensionTypes.lastResort],
    proposals: [],
    credentials: ['basic'],
  };
}

/** The GroupContext extensions of a new group: members must know the era, and this is the era. */
export function groupExtensions(era: number): Extension[] {
  const required = encodeRequiredCapabilities({
    extensionTypes: [extensionTypes.era],
    proposalTypes: [],
    credentialTypes: ['basic'],
  });
  return [
    { extensionType: 'required_capabilities', extensionData: required },
    { extensionType: extensionTypes.era, extensionData: uint32(era) },
  ];
}

export function basicCredential(uri: string): Credential {
  return { credentialType: 'basic', identity: Uint8Array.from(Buffer.from(uri)) };
}

/** The URI of a basic credential that names an E.164 number, or nothing. */
export function uriOf(credential: Credential): string | undefined {
  if (credential.credentialType !== 'basic') return undefined;
  const msisdn = msisdnOfIdentity(credential.identity);
  return msisdn === undefined ? undefined : `tel:${msisdn}`;
}

/** How the library is run. It never looks at a clock: lifetimes are checked by us, with the time we are given. */
export const clientConfig: ClientConfig = {
  keyRetentionConfig: { retainKeysForGenerations: 0, retainKeysForEpochs: 1, maximumForwardRatchetSteps: 0 },
  lifetimeConfig: { maximumTotalLifetime: 2n ** 63n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: { kind: 'alwaysPad', paddingLength: 0 },
  authService: { validateCredential: async (credential) => uriOf(credential) !== undefined },
};
