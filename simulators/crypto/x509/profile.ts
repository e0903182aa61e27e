/**
 * The certificate profile of RCS end-to-end encryption (RCC.16 Annex A). The arc 2.23.146.2.1 is the GSMA's. Object
 * identifiers, the 76 days and the 30 days are confirmed by what is deployed; what is marked is not.
 */
export const rcsOid = {
  /** The E2EE certificate policy. */
  policy: '2.23.146.2.1.2',
  /** `id-kp-rcsMlsClient`: the extended key usage of a leaf. */
  mlsClient: '2.23.146.2.1.3',
  /** What the configuration server said of the participant's key. [I] Its bytes, as an OCTET STRING's content. */
  configurationServerProof: '2.23.146.2.1.5',
  /** An INTEGER that says whose hierarchy this is: a leaf's must be its root's. */
  vendorId: '2.23.146.2.1.6',
} as const;

/** [I] The number of the simulated hierarchies; 1 and 2 are in use by vendors. */
export const simulatedVendorId = 99;

const dayMs = 86_400_000;

/** A leaf certificate is good for 76 days at most. */
export const leafLifetimeMs = 76 * dayMs;

/** What every certificate on a roster must have left, or no commit is accepted. */
export const remainingFloorMs = 30 * dayMs;

/** Bytes of a certificate: more is not read. Ours have about 700. */
export const certificateLimitBytes = 4096;
