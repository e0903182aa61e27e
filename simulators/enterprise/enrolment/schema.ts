import { z } from 'zod';
import { isP256Point } from '../../crypto/p256/point.ts';
import { deviceKey } from '../manifests/device-key.ts';
import { instant, plainText } from '../message-event.ts';

/**
 * What a device enrols into. `metadata-only`: it hands content hashes to the platform and uploads nothing.
 * `endpoint-archive`: sealed copies that only the endpoint's own key opens. `escrow`: sealed to the tenant's escrow key.
 */
export const enrolmentMode = z.enum(['metadata-only', 'endpoint-archive', 'escrow']);
export type EnrolmentMode = z.infer<typeof enrolmentMode>;

/** E.164. */
export const msisdn = z.e164();

/**
 * An uncompressed P-256 point in base64 (SEC 1 section 2.3.3: 65 bytes, the first is 04), on the curve: to another nothing
 * can be sealed, and from another nothing can be opened (RFC 9180 section 7.1.4).
 */
export const p256Point = z
  .string()
  .regex(/^B[A-Za-z0-9+/]{86}=$/)
  .refine((text) => isP256Point(Buffer.from(text, 'base64')), 'must be a point on the curve P-256');

export const enrolmentRequest = z
  .strictObject({
    /** Drawn by the device once an installation: repeating the request gives the same enrolment. */
    installation_id: z.uuid(),
    custodian: msisdn,
    mode: enrolmentMode,
    /** The public key of the endpoint's own archive: for `endpoint-archive`, and only for that. */
    endpoint_key: z.strictObject({ kid: plainText(64), public_key: p256Point }).nullable(),
    /** The key that the device signs its manifests with, registered once. */
    device_key: deviceKey.optional(),
    /** Who agreed to be archived, when, and to which text (SHA-256, hex). */
    consent: z
      .strictObject({
        given_by: plainText(128),
        given_at: instant,
        text_sha256: z.string().regex(/^[0-9a-f]{64}$/),
      })
      .optional(),
    /** A proof by the organisation's device management: see managed-device.ts. */
    managed_device: z.string().min(1).max(2048).optional(),
    /** Enrols an installation again whose enrolment was ended, or with another mode or endpoint key. */
    renew: z.literal(true).optional(),
  })
  .refine(({ mode, endpoint_key }) => (mode === 'endpoint-archive') === (endpoint_key !== null), {
    path: ['endpoint_key'],
    message: 'must be there for endpoint-archive, and null for the other modes',
  });
export type EnrolmentRequest = z.infer<typeof enrolmentRequest>;

/** HPKE DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, by the numbers of RFC 9180 section 7. */
export const escrowSuite = { kem: 0x0010, kdf: 0x0001, aead: 0x0001 } as const;

/** The only message that carries secrets: the token and the content-hash key. */
export interface EnrolmentResponse {
  readonly device_id: string;
  readonly tenant: string;
  readonly custodian: string;
  readonly mode: EnrolmentMode;
  readonly token: string;
  /** For `escrow`. */
  readonly escrow: { readonly kid: string; readonly public_key: string; readonly suite: typeof escrowSuite } | null;
  readonly content_hash_key: { readonly kid: string; readonly key: string };
}
