import { ed25519Verify } from '../../crypto/ed25519.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { canonical } from '../../kernel/journal/entry.ts';
import { Problem } from '../http/problem.ts';
import type { SignedManifest } from './schema.ts';

/** What a manifest has to agree with: the upload that it comes with. */
export interface Manifested {
  readonly tenant: string;
  readonly message_id: string;
  readonly logical_message_id: string;
  readonly custodian: string;
  readonly peer: string;
  readonly direction: 'out' | 'in';
  readonly version: number;
  readonly change: string;
  readonly content_hash: string | null;
  readonly device_timestamp: string;
  readonly sealed: object | null;
}

const context = 'greenroom manifest v1\n';
const sameInBoth = [
  'tenant',
  'message_id',
  'logical_message_id',
  'custodian',
  'peer',
  'direction',
  'version',
  'change',
  'content_hash',
  'device_timestamp',
] as const;

/** SHA-256, hex, of a manifest with its signature: what the next one calls `previous`. */
export const manifestSha256 = (manifest: SignedManifest): string => sha256Hex(Buffer.from(canonical(manifest)));

/**
 * Holds a manifest against the upload that it comes with and the device that sends both.
 * @param publicKey what the device registered at its enrolment
 * @throws Problem `manifest-invalid`, naming what is wrong
 */
export function checkManifest(
  manifest: SignedManifest,
  upload: Manifested,
  deviceId: string,
  publicKey: Uint8Array | undefined,
): void {
  if (!publicKey) throw new Problem('manifest-invalid', 'the device registered no key at its enrolment');
  if (manifest.device_id !== deviceId) {
    throw new Problem('manifest-invalid', '/manifest/device_id is not the device that uploads it');
  }
  const other = sameInBoth.find((field) => manifest[field] !== upload[field]);
  if (other !== undefined) throw new Problem('manifest-invalid', `/manifest/${other} is not that of the upload`);
  const sealed = upload.sealed && sha256Hex(Buffer.from(canonical(upload.sealed)));
  if (manifest.sealed_sha256 !== sealed) {
    throw new Problem('manifest-invalid', '/manifest/sealed_sha256 is not that of the upload');
  }
  const { signature, ...signed } = manifest;
  if (!ed25519Verify(publicKey, Buffer.from(context + canonical(signed)), Buffer.from(signature, 'base64'))) {
    throw new Problem('manifest-invalid', "/manifest/signature was not made with the device's registered key");
  }
}
