import { z } from 'zod';
import { deviceKey } from './manifest.ts';
import { instant, msisdn, p256Point, plainText } from './text.ts';

/**
 * `metadata-only`: content hashes and no copies. `endpoint-archive`: copies that only the endpoint's own key opens.
 * `escrow`: copies sealed to the tenant's escrow key.
 */
export const enrolmentMode = z.enum(['metadata-only', 'endpoint-archive', 'escrow']);

/** What a custodian agreed to. */
export const consent = z.strictObject({
  given_by: plainText(128),
  given_at: instant,
  text_sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * `POST /enrolments`, with the tenant's enrolment token. Repeating it for one installation gives the same enrolment. With
 * another `mode` or `endpoint_key` it is refused (409, a problem whose type ends in `enrolled-otherwise`) and changes nothing,
 * unless `renew` says that the change is meant: then the enrolment before ends, its token with it, and where consent is
 * required copying contents takes a new one.
 */
export const enrolmentRequest = z
  .strictObject({
    installation_id: z.uuid(),
    custodian: msisdn,
    mode: enrolmentMode,
    endpoint_key: z.strictObject({ kid: plainText(64), public_key: p256Point }).nullable(),
    /** Ed25519: what the device signs its manifests with, registered once. */
    device_key: deviceKey.optional(),
    /** Who agreed to be archived, when, and to which text (SHA-256, hex). Required where the policy says so. */
    consent: consent.optional(),
    /** A token of the organisation's device management about this installation. Required where the policy says so. */
    managed_device: z.string().min(1).max(2048).optional(),
    /** Enrols an installation again whose enrolment was ended, or with another mode or endpoint key: its token is another one. */
    renew: z.literal(true).optional(),
  })
  .refine(({ mode, endpoint_key }) => (mode === 'endpoint-archive') === (endpoint_key !== null), {
    path: ['endpoint_key'],
    message: 'belongs to endpoint-archive, and only there',
  });

/** The only message that carries secrets: the token and the content-hash key. */
export const enrolmentResponse = z.strictObject({
  device_id: z.string().min(1),
  tenant: z.string().min(1),
  custodian: msisdn,
  mode: enrolmentMode,
  token: z.string().min(16),
  escrow: z
    .strictObject({
      kid: z.string().min(1),
      public_key: p256Point,
      /** DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM by the numbers of RFC 9180 section 7. */
      suite: z.strictObject({ kem: z.literal(16), kdf: z.literal(1), aead: z.literal(1) }),
    })
    .nullable(),
  content_hash_key: z.strictObject({ kid: z.string().min(1), key: z.base64() }),
});

/** `DELETE /enrolments/{device_id}`. Repeated, it says when it was ended first. */
export const endedEnrolment = z.strictObject({ device_id: z.string().min(1), ended_at: instant });

/** `DELETE /enrolments/{device_id}/consent`. Where the policy requires consent the enrolment ends with it. */
export const withdrawnConsent = z.strictObject({
  device_id: z.string().min(1),
  withdrawn_at: instant,
  enrolled: z.boolean(),
});
