import type { Capabilities } from 'ts-mls/capabilities.js';
import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { Credential as LibraryCredential } from 'ts-mls/credential.js';
import type { CiphersuiteName } from 'ts-mls/crypto/ciphersuite.js';
import type { Extension } from 'ts-mls/extension.js';
import { defaultKeyPackageEqualityConfig } from 'ts-mls/keyPackageEqualityConfig.js';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { type Credential, msisdnOf, telIdentity } from '../wire/credential.ts';
import { extensionTypes, metadataExtensionTypes, proposalTypes } from '../wire/registry.ts';
import { uint32 } from '../wire/writer.ts';
import type { Authentication, Identity } from './port.ts';

/**
 * What a client says it can do. Written out, because the library's own default adds values (GREASE) that it draws from
 * the machine's randomness.
 */
export function capabilities(cipherSuite: CiphersuiteName): Capabilities {
  return {
    versions: ['mls10'],
    ciphersuites: [cipherSuite],
    extensions: [extensionTypes.era, extensionTypes.endMls, ...metadataExtensionTypes, extensionTypes.lastResort],
    proposals: [proposalTypes.endMls, proposalTypes.selfRemove, proposalTypes.serverRemove],
    credentials: ['basic', 'x509'],
  };
}

/** The GroupContext extensions of a new group: members must know the era, and this is the era. */
export function groupExtensions(era: number, { certificates }: Identity): Extension[] {
  const required = encodeRequiredCapabilities({
    extensionTypes: [extensionTypes.era],
    proposalTypes: [],
    credentialTypes: [certificates ? 'x509' : 'basic'],
  });
  return [
    { extensionType: 'required_capabilities', extensionData: required },
    { extensionType: extensionTypes.era, extensionData: uint32(era) },
  ];
}

/** The credential that an identity's leaves carry. */
export function credentialOf({ uri, certificates }: Identity): LibraryCredential {
  if (certificates) return { credentialType: 'x509', certificates: [...certificates] };
  return { credentialType: 'basic', identity: Uint8Array.from(Buffer.from(uri)) };
}

/** The library's credential as the wire has it; nothing for a type that RFC 9420 does not have. */
export function wireCredential(credential: LibraryCredential): Credential | undefined {
  if (credential.credentialType === 'basic') return { type: 'basic', identity: credential.identity };
  if (credential.credentialType === 'x509') return { type: 'x509', certificates: credential.certificates };
  return undefined;
}

/** Accepts whoever says of himself that he is `tel:+E164`; certificates are accepted by nobody without roots. */
export const basicAuthentication: Authentication = {
  authenticate(credential) {
    const msisdn = credential.type === 'basic' ? msisdnOf(credential) : undefined;
    if (msisdn !== undefined) return { ok: true, uri: telIdentity(msisdn) };
    const detail = credential.type === 'basic' ? 'not a URI tel:+E.164' : 'no roots are known that vouch for it';
    return { ok: false, detail: `the credential: ${detail}` };
  },
};

const authentications = new WeakMap<ClientConfig, Authentication>();

/** How the library is run. It never looks at a clock: lifetimes are checked by us, with the time we are given. */
export function configFor(authentication: Authentication): ClientConfig {
  const config: ClientConfig = {
    keyRetentionConfig: { retainKeysForGenerations: 0, retainKeysForEpochs: 1, maximumForwardRatchetSteps: 0 },
    lifetimeConfig: { maximumTotalLifetime: 2n ** 63n, validateLifetimeOnReceive: false },
    keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
    paddingConfig: { kind: 'alwaysPad', paddingLength: 0 },
    authService: {
      validateCredential: async (credential, signatureKey) => {
        const known = wireCredential(credential);
        return known !== undefined && authentication.authenticate(known, signatureKey).ok;
      },
    },
  };
  authentications.set(config, authentication);
  return config;
}

/** Who decides on credentials in a group: it goes with the library's state. */
export function authenticationOf(config: ClientConfig): Authentication {
  return authentications.get(config) ?? basicAuthentication;
}

/** The configuration of an engine that knows basic credentials only. */
export const clientConfig: ClientConfig = configFor(basicAuthentication);
