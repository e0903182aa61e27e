import type { Fetch } from '../../kernel/network.ts';
import type { KeyPackageBatch } from '../../mls/client/client.ts';

/** A KeyPackage out of somebody's pool. */
export interface ClaimedKeyPackage {
  readonly keyPackage: Uint8Array;
  readonly lastResort: boolean;
  /** IMEI of the device that it is of, where the directory tells. */
  readonly device?: string;
}

/** What a certificate is issued for. */
export interface CertificateRequest {
  readonly identityKey: Uint8Array;
  /** What the configuration server signed. */
  readonly proof: Uint8Array;
  /** What the device signed with the key. */
  readonly possession: Uint8Array;
}

/** The carrier's key directory service, as a phone uses it (docs/wire.md). */
export interface KeyDirectory {
  /** Asks for a certificate of the identity key: DER, leaf first. */
  certify(request: CertificateRequest): Promise<readonly Uint8Array[]>;
  /** Puts KeyPackages into this device's pool, unless their certificate has less left than rosters demand. */
  publish(batch: KeyPackageBatch): Promise<'stored' | 'expired-credential'>;
  /** How many of this device are left; as many as one likes when the directory does not say. */
  available(): Promise<number>;
  /** Takes one KeyPackage of each device of a subscriber; nothing when there is none, or nobody. */
  claim(msisdn: string): Promise<readonly ClaimedKeyPackage[]>;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** @param fetch answers Digest challenges */
export function keyDirectory(fetch: Fetch, url: string, msisdn: string): KeyDirectory {
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(
      new Request(`${url}/mls/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'manual',
      }),
    );
  return {
    async certify({ identityKey, proof, possession }) {
      const response = await post('certificate', {
        msisdn,
        identity_pub: base64(identityKey),
        acs_proof: base64(proof),
        csr_pop: base64(possession),
      });
      if (response.status !== 200)
        throw new Error(`the KDS answered ${response.status} to the request of a certificate`);
      const { leaf, chain } = (await response.json()) as { leaf?: unknown; chain?: unknown };
      const certificates = [leaf, ...(Array.isArray(chain) ? (chain as unknown[]) : [])];
      return certificates.map((der) => {
        if (typeof der !== 'string') throw new Error('the KDS answered without a certificate');
        return Uint8Array.from(Buffer.from(der, 'base64'));
      });
    },
    async publish({ keyPackages, lastResort }) {
      const response = await post('keypackages', {
        msisdn,
        key_packages: keyPackages.map(base64),
        last_resort: base64(lastResort),
      });
      if (response.status === 403 && (await errorOf(response)) === 'expired-credential') return 'expired-credential';
      if (response.status !== 200 && response.status !== 201)
        throw new Error(`the KDS answered ${response.status} to the KeyPackages`);
      return 'stored';
    },
    async available() {
      const response = await fetch(new Request(`${url}/mls/v1/keypackages`, { redirect: 'manual' }));
      const { available } = response.status === 200 ? ((await response.json()) as { available?: unknown }) : {};
      return typeof available === 'number' ? available : Number.POSITIVE_INFINITY;
    },
    async claim(target) {
      const response = await post('keypackages/claim', { target_msisdn: target });
      if (response.status === 404) return [];
      if (response.status !== 200) throw new Error(`the KDS answered ${response.status} to a claim`);
      const answer = (await response.json()) as { key_packages?: unknown };
      return Array.isArray(answer.key_packages) ? answer.key_packages.map(readClaimed) : [readClaimed(answer)];
    },
  };
}

function readClaimed(claimed: unknown): ClaimedKeyPackage {
  const { key_package, is_last_resort, device } = claimed as {
    key_package?: unknown;
    is_last_resort?: unknown;
    device?: unknown;
  };
  if (typeof key_package !== 'string') throw new Error('the KDS answered a claim without key_package');
  return {
    keyPackage: Buffer.from(key_package, 'base64'),
    lastResort: is_last_resort === true,
    ...(typeof device === 'string' && { device }),
  };
}

/** The word by which the KDS says what is wrong. */
async function errorOf(response: Response): Promise<unknown> {
  const answer = (await response.json().catch(() => undefined)) as { error?: unknown } | undefined;
  return answer?.error;
}
