import type { Fetch } from '../../kernel/network.ts';
import { revokePath } from '../../protocol/assumptions.ts';
import { type ProvisioningDocument, parseProvisioningDocument } from '../../protocol/provisioning-document.ts';
import { imsiOf, serialiseProvisioningRequest } from '../../protocol/provisioning-request.ts';
import { domainOf } from '../../protocol/uri.ts';

/** What the SIM and the phone tell the configuration server. */
export interface Subscription {
  readonly msisdn: string;
  /** The carrier's name, which its host names are made of. */
  readonly carrier: string;
  readonly os: 'android' | 'ios';
  /** Of the phone, 15 digits. */
  readonly imei: string;
  /** What the MLS client signs with: 65 bytes. */
  readonly identityKey: Uint8Array;
}

/**
 * Tells the configuration server that another device of this subscriber is lost.
 * @param fetch answers Digest challenges
 * @throws Error when it does not agree
 */
export async function revokeDevice(fetch: Fetch, carrier: string, imei: string): Promise<void> {
  const request = new Request(`http://acs.${domainOf(carrier)}${revokePath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ imei }),
    redirect: 'manual',
  });
  const { status } = await fetch(request);
  if (status !== 200) throw new Error(`the configuration server answered ${status} to a revocation`);
}

const terminals = {
  android: {
    terminalVendor: 'Goog',
    terminalModel: 'Pixel 8',
    terminalSwVersion: '14',
    clientVendor: 'Goog',
    clientVersion: '20260428-01.00',
  },
  ios: {
    terminalVendor: 'Aple',
    terminalModel: 'iPhone15,2',
    terminalSwVersion: '18.5',
    clientVendor: 'Aple',
    clientVersion: '18.5',
  },
} as const;

/**
 * Asks the carrier's configuration server for a configuration (RCC.14).
 * @throws ProtocolError for a document that cannot be read, Error for another status than 200, TypeError without a connection
 */
export async function provision(
  fetch: Fetch,
  { msisdn, carrier, os, imei, identityKey }: Subscription,
): Promise<ProvisioningDocument> {
  const query = serialiseProvisioningRequest({
    vers: 0,
    rcsState: 0,
    imsi: imsiOf(msisdn),
    imei,
    msisdn,
    ...terminals[os],
    rcsProfile: 'UP_2.4',
    rcsVersion: '11.0',
    token: '',
    identityKey,
  });
  const response = await fetch(new Request(`http://acs.${domainOf(carrier)}/?${query}`, { redirect: 'manual' }));
  if (response.status !== 200) throw new Error(`the configuration server answered ${response.status}`);
  return parseProvisioningDocument(new Uint8Array(await response.arrayBuffer()));
}
