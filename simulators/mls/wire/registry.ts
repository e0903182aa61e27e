/** Numbers of RFC 9420 section 17 and, from 0xF000 on, of RCC.16's private range. */

export const protocolVersionMls10 = 1;

export const wireFormats = {
  publicMessage: 1,
  privateMessage: 2,
  welcome: 3,
  groupInfo: 4,
  keyPackage: 5,
} as const;

export const contentTypes = { application: 1, proposal: 2, commit: 3 } as const;

export const proposalTypes = {
  add: 1,
  update: 2,
  remove: 3,
  preSharedKey: 4,
  reInit: 5,
  externalInit: 6,
  groupContextExtensions: 7,
} as const;

export const extensionTypes = {
  applicationId: 1,
  ratchetTree: 2,
  requiredCapabilities: 3,
  externalPub: 4,
  externalSenders: 5,
  /** draft-ietf-mls-extensions; whether RCC.16 marks its last resort so on the wire is inferred [I]. */
  lastResort: 0x000a,
  /** RCC.16: the era, uint32, in the GroupContext; set when a group is created and never changed. */
  era: 0xf001,
} as const;

export const credentialTypes = { basic: 1, x509: 2 } as const;

/** MLS_128_DHKEMP256_AES128GCM_SHA256_P256, the suite of RCC.16. */
export const rcsCipherSuite = 2;
