/**
 * Everything this room takes for granted that no public text confirms. [I] inferred, or from standing knowledge;
 * [N] looked for and not found. A better source changes this file and nothing else.
 */

/** [N] The provisioning document's parameter for the KDS; RCC.14/RCC.16 text with its name is not public. */
export const kdsUriParameter = 'mlsKdsUri';

/** [N] The characteristic that holds it. */
export const mlsCharacteristic = 'MLS';

/** [N] The request's parameter for the device's identity key: the uncompressed P-256 point, base64url. */
export const identityKeyParameter = 'mls_identity_key';

/** [N] The document's parameter for what the configuration server signed about it (RCC.16 section 7.12.1): base64. */
export const identityProofParameter = 'mlsEncryptionIdentityProof';

/** [N] The characteristic, inside the one above, for the roots that a phone is to trust, and its numbered parameters. */
export const trustAnchorsCharacteristic = 'TRUSTANCHORS';
export const trustAnchorParameter = (index: number): string => `Anchor${index + 1}`;

/** [N] What an ECDSA signature is about: these words before everything else, so that none can pass for another. */
export const identityProofLabel = 'RCS E2EE identity proof';
export const possessionProofLabel = 'RCS E2EE possession proof';

/** [I] How a carrier's REGISTER answer says that it serves MLS: an RFC 6809 Feature-Caps header with the MLS tags. */
export const featureCapsHeader = 'Feature-Caps';

/**
 * [N] The framing of `message/mls-rcs-client`: MLSMessages one after the other, each with its length in front as an
 * MLS variable-size vector (RFC 9420 section 2.1.2). A commit comes first, its Welcome, if it has one, second.
 * More than this many in one body are refused.
 */
export const mlsControlMessages = 8;

/**
 * [I] `message/mls-rcs-server`, framed as `message/mls-rcs-client`: the commits a client missed, one GroupInfo, or a
 * proposal of the focus. At most as many commits as a focus keeps.
 */
export const serverBundleMessages = 64;

/** [I] Inside `application/vnd.oma.cpm-groupdata+xml`: the type is known, its elements are ours. */
export const groupDataNamespace = 'urn:oma:xml:cpm:groupdata:1.0';

/** [I] An SIP answer names an MLS refusal in an RFC 3326 Reason header with this protocol token. */
export const mlsReasonProtocol = 'MLS' as const;

/** [I] What an NNI adds to a commit that a Conversation Focus has put in order: the focus's carrier. */
export const focusHeader = 'P-Conversation-Focus';

/** [I] What an NNI adds to a message of a group on its way to a member: the group's URI. */
export const groupHeader = 'P-Conversation-Group';

/** [I] Between carriers: the IMEI that a question to a focus is from, and that its answer is for. */
export const deviceHeader = 'P-Conversation-Device';

/** [I] Commits of a group's era that a focus keeps for members that missed them. */
export const keptCommits = 64;

/** [I] Where a KDS takes the claims of other carriers' KDSes; RCC.16's KDS-to-KDS interface is not public. */
export const kdsInterconnectPath = '/mls/v1/interconnect/claim';

/** [N] Where a subscriber takes one of its devices away, at its configuration server. */
export const revokePath = '/devices/revoke';

/** [I] Era advances and external commits a group may see within 24 hours before the focus refuses (50 is [C] for external commits). */
export const eraAdvancesPerDay = 20;
export const externalCommitsPerDay = 50;

/** [I] The test network (MCC 001, MNC 01) in front of a simulated SIM's number. */
export const imsiPrefix = '00101';
