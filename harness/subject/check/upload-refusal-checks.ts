import { gzipSync } from 'node:zlib';
import type { Asked, Bench } from './bench.ts';
import type { Check } from './check.ts';
import { type Enrolment, enrol, msisdn, offTheCurve, type RecordUpload, upload } from './made-up.ts';
import { demandNothingStored, goToEnds } from './read-back.ts';

const operation = 'uploadRecord';

interface Upload {
  readonly sent: RecordUpload;
  readonly device: Enrolment;
  readonly bench: Bench;
}

/** Changes one thing about a good upload, and sees that it is refused and leaves nothing. */
const refusal = (
  name: string,
  statuses: readonly number[],
  change: (upload: Upload) => Asked | Promise<Asked>,
  mode: Enrolment['mode'] = 'escrow',
): Check => ({
  operation,
  needs: ['enrolDevice', 'listRecords'],
  name,
  async run(bench) {
    await goToEnds(bench);
    const device = await enrol(bench, { mode });
    const sent = upload(bench, device);
    const asked = { token: device.token, json: sent, ...(await change({ sent, device, bench })) };
    await bench.refuse(operation, asked, statuses);
    await demandNothingStored(bench, 'records', sent.message_id);
  },
});

const malformed = (name: string, change: (sent: RecordUpload) => object): Check =>
  refusal(name, [400, 422], ({ sent }) => ({ json: change(sent) }));

/** What an archive must refuse from a device. */
export const uploadRefusalChecks: readonly Check[] = [
  refusal('an upload with the enrolment token is refused', [401, 403], ({ bench }) => ({
    token: bench.tenant.enrolmentToken,
  })),
  refusal('an upload with the auditor’s token is refused', [401, 403], ({ bench }) => ({
    token: bench.tenant.auditorToken,
  })),
  refusal('a copy of another custodian’s message is refused', [403], ({ sent, bench }) => {
    const other = [1, 2].map(() => msisdn(bench.random)).find((number) => number !== sent.custodian);
    return { json: { ...sent, custodian: other ?? '+447700901000' } };
  }),
  refusal('a record of another tenant is refused', [403], ({ sent }) => ({
    json: { ...sent, tenant: 'somebody-else' },
  })),
  refusal(
    'a copy from a device that is enrolled for metadata only is refused',
    [403],
    ({ sent }) => ({ json: sent }),
    'metadata-only',
  ),
  refusal('a copy sealed to the endpoint from a device in escrow mode is refused', [403], ({ sent }) => ({
    json: { ...sent, sealed: sent.sealed && { ...sent.sealed, to: 'endpoint' } },
  })),
  refusal(
    'a copy sealed to escrow from a device that archives for itself is refused',
    [403],
    ({ sent }) => ({ json: { ...sent, sealed: sent.sealed && { ...sent.sealed, to: 'escrow' } } }),
    'endpoint-archive',
  ),
  refusal('a copy sealed to an unknown escrow key is refused', [403], ({ sent }) => ({
    json: { ...sent, sealed: sent.sealed && { ...sent.sealed, kid: 'nobody-has-it' } },
  })),
  refusal('a body that is not JSON is refused', [400, 422], ({ sent }) => ({ bytes: `${JSON.stringify(sent)}}` })),
  malformed('a field that the contract does not have is refused', (sent) => ({ ...sent, body: 'hello' })),
  malformed('a version 0 is refused', (sent) => ({ ...sent, version: 0 })),
  malformed('a direction that is none is refused', (sent) => ({ ...sent, direction: 'sideways' })),
  malformed('a time that is no time is refused', (sent) => ({ ...sent, device_timestamp: '2027-02-29T12:00:00.000Z' })),
  malformed('a hash that is no keyed hash is refused', (sent) => ({ ...sent, content_hash: 'a'.repeat(64) })),
  malformed('a sealed copy without its hash is refused', (sent) => ({ ...sent, content_hash: null })),
  malformed('a copy that is sealed by a point off the curve is refused: nobody can open it', (sent) => ({
    ...sent,
    sealed: sent.sealed && { ...sent.sealed, enc: offTheCurve },
  })),
  malformed('a message id of a thousand characters is refused', (sent) => ({
    ...sent,
    message_id: sent.message_id.padEnd(1000, '-'),
  })),
  refusal('an upload of four megabytes is refused', [413], ({ sent }) => ({
    bytes: `${JSON.stringify(sent)}${' '.repeat(4 * 1024 * 1024)}`,
  })),
  refusal('a body that is not said to be JSON is refused', [415], ({ sent }) => ({
    bytes: JSON.stringify(sent),
    headers: { 'content-type': 'text/plain' },
  })),
  refusal('a body that is compressed is refused: nothing is inflated', [415], ({ sent }) => ({
    bytes: gzipSync(JSON.stringify(sent)),
    headers: { 'content-encoding': 'gzip' },
  })),
  refusal('a body that is said to be compressed and is not is refused', [415], ({ sent }) => ({
    json: sent,
    headers: { 'content-encoding': 'br' },
  })),
  {
    ...refusal('the token of another tenant’s device is refused', [401, 403], async ({ bench }) => ({
      token: (await enrol(bench, { at: bench.other ?? bench.tenant })).token,
    })),
    acrossTenants: true,
  },
];
