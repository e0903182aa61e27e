import type { Fetch } from '../../kernel/network.ts';
import type { KeyPackageBatch } from '../../mls/client/client.ts';

/** The carrier's key directory service, as a phone uses it (docs/wire.md). */
export interface KeyDirectory {
  /** Puts KeyPackages into this device's pool. */
  publish(batch: KeyPackageBatch): Promise<void>;
  /** Takes one KeyPackage of a subscriber; undefined when there is none, or nobody. */
  claim(msisdn: string): Promise<{ readonly keyPackage: Uint8Array; readonly lastResort: boolean } | undefined>;
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
    async publish({ keyPackages, lastResort }) {
      const response = await post('keypackages', {
        msisdn,
        key_packages: keyPackages.map(base64),
        last_resort: base64(lastResort),
      });
      if (response.status !== 200 && response.status !== 201)
        throw new Error(`the KDS answered ${response.status} to the KeyPackages`);
    },
    async claim(target) {
      const response = await post('keypackages/claim', { target_msisdn: target });
      if (response.status === 404) return undefined;
      if (response.status !== 200) throw new Error(`the KDS answered ${response.status} to a claim`);
      const { key_packages: claimed } = (await response.json()) as {
        key_packages?: readonly { key_package?: unknown; is_last_resort?: unknown }[];
      };
      const { key_package: keyPackage, is_last_resort: lastResort } = claimed?.[0] ?? {};
      if (typeof keyPackage !== 'string') throw new Error('the KDS answered a claim without key_package');
      return { keyPackage: Buffer.from(keyPackage, 'base64'), lastResort: lastResort === true };
    },
  };
}
