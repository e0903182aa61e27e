import { sha256Hex } from '../../crypto/sha256.ts';
import type { Group, Identity, MlsEngine } from '../engine/port.ts';
import { telIdentity } from '../wire/credential.ts';
import { MlsClientError } from './client-error.ts';
import type { DeviceCredentials } from './device-credentials.ts';
import type { ClientRecord } from './record.ts';

/** The identity key of a client and the certificate that goes with it, once there is one. */
export interface OwnIdentity {
  /** SHA-256 of the public key, hex. */
  readonly name: string;
  keys(): Identity;
  /** @throws MlsClientError before they are certified */
  certified(): Identity;
  certificate(): { readonly notAfterMs: number } | undefined;
  /** Takes a certificate. @throws MlsClientError */
  certify(chain: readonly Uint8Array[], roots: readonly Uint8Array[], record: ClientRecord): void;
  outdated(group: Group): boolean;
  newcomerProblem(after: Group, before?: Group): string | undefined;
}

export function ownIdentity(engine: MlsEngine, msisdn: string, credentials?: DeviceCredentials): OwnIdentity {
  /** Goes on with other certificates once they are renewed; the key stays. */
  let keys = engine.createIdentity(telIdentity(msisdn));
  let certificate: { readonly notAfterMs: number } | undefined;

  /** The keys to make leaves of. @throws MlsClientError before they are certified */
  function certified(): Identity {
    if (credentials && !keys.certificates)
      throw new MlsClientError(`${msisdn} has no certificate yet: certify it first`);
    return keys;
  }

  /** The own leaf shows a certificate that ends earlier than the one this client has. */
  function outdated(group: Group): boolean {
    const own = group.members.find(({ leafIndex }) => leafIndex === group.ownLeaf);
    return certificate !== undefined && own !== undefined && (own.notAfterMs ?? 0) < certificate.notAfterMs;
  }

  /** Why somebody who is new in a group, or new in its leaf, may not be. */
  function newcomerProblem(after: Group, before?: Group): string | undefined {
    for (const member of after.members) {
      const known = before?.members.find(({ leafIndex }) => leafIndex === member.leafIndex);
      const same = known && known.uri === member.uri && known.notAfterMs === member.notAfterMs;
      const problem = same ? undefined : credentials?.validity(member);
      if (problem) return problem;
    }
    return undefined;
  }

  return {
    name: sha256Hex(keys.signaturePublicKey),
    keys: () => keys,
    certified,
    certificate: () => certificate,
    certify(chain, roots, record) {
      if (!credentials) throw new MlsClientError('this client has no device that a certificate could name');
      certificate = credentials.accept(chain, roots, keys.signaturePublicKey);
      keys = { ...keys, certificates: chain };
      record.certified(certificate.notAfterMs);
    },
    outdated,
    newcomerProblem,
  };
}
