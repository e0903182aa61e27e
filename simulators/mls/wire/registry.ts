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
  /** RCC.16 v3.0: asks for the end of MLS; v4.0 has withdrawn it. */
  endMls: 0xf001,
  /** A member's wish to leave, which somebody else commits. */
  selfRemove: 0xf003,
  serverRemove: 0xf004,
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
  /** RCC.16: in the GroupContext of a group whose encryption was ended. */
  endMls: 0xf002,
  /** RCC.16: keys of, and commitments to, a group's icon and subject, in the GroupContext. */
  iconKey: 0xf003,
  iconCommitment: 0xf004,
  subjectKey: 0xf005,
  subjectCommitment: 0xf006,
} as const;

/** The extensions of a GroupContext that members may set: a group's icon and subject. */
export const metadataExtensionTypes: readonly number[] = [
  extensionTypes.iconKey,
  extensionTypes.iconCommitment,
  extensionTypes.subjectKey,
  extensionTypes.subjectCommitment,
];

export const credentialTypes = { basic: 1, x509: 2 } as const;

/** MLS_128_DHKEMP256_AES128GCM_SHA256_P256, the suite of RCC.16. */
export const rcsCipherSuite = 2;
