import type { Clock } from '../../kernel/clock.ts';
import type { MlsClient } from '../../mls/client/client.ts';
import { renewalMs } from '../../mls/client/device-credentials.ts';
import { possessionStatement } from '../../protocol/identity-proof.ts';
import type { ProvisioningDocument } from '../../protocol/provisioning-document.ts';
import type { KeyDirectory } from './key-directory.ts';

/** [I] A certificate that is no better than the one before is not asked for again for a day, ms. */
const pauseMs = 86_400_000;

export interface CertificationOptions {
  readonly clock: Clock;
  readonly msisdn: string;
  readonly imei: string;
  readonly mls: MlsClient;
  readonly onProblem: (doing: string, reason: string) => void;
}

/** Keeps this installation's identity key certified. */
export interface Certification {
  /**
   * Asks the KDS for a certificate where there is none, or where it is due for renewal. Resolves to whether there is
   * another one now: KeyPackages that carry the one before are to be replaced.
   * @throws Error when there is none at all and none to be had
   */
  renew(document: ProvisioningDocument, directory: KeyDirectory): Promise<boolean>;
  /** The next `renew` asks, however long the certificate still has. */
  insist(): void;
}

export function certification({ clock, msisdn, imei, mls, onProblem }: CertificationOptions): Certification {
  let insisting = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  const leftMs = (): number => (mls.certificate()?.notAfterMs ?? 0) - clock.now();

  async function ask({ identityProof, trustAnchors }: ProvisioningDocument, directory: KeyDirectory): Promise<void> {
    if (!identityProof || !trustAnchors) throw new Error('the configuration vouches for no identity key');
    const { identityKey } = mls;
    do {
      insisting = false;
      const possession = mls.prove(possessionStatement({ msisdn, imei, identityKey }));
      mls.certify(await directory.certify({ identityKey, proof: identityProof, possession }), trustAnchors);
      lastMs = clock.now();
    } while (insisting); // somebody insisted meanwhile: what was on its way then is not what they meant
  }

  return {
    async renew(document, directory) {
      if (!insisting && (leftMs() >= renewalMs || (leftMs() > 0 && clock.now() < lastMs + pauseMs))) return false;
      const insisted = insisting;
      try {
        await ask(document, directory);
        return true;
      } catch (error) {
        insisting ||= insisted;
        if (leftMs() <= 0) throw error;
        // The one there is still holds: tried again when the registration is next refreshed.
        onProblem('renew the certificate', error instanceof Error ? error.message : String(error));
        return false;
      }
    },
    insist() {
      insisting = true;
    },
  };
}
