import canonicalize from 'canonicalize';
import { ed25519Generate, ed25519Sign } from '../../../simulators/crypto/ed25519.ts';
import { sha256Hex } from '../../../simulators/crypto/sha256.ts';
import { enrolmentResponse } from '../contract/enrolment.ts';
import { chainHead, chainPage, type SignedManifest } from '../contract/manifest.ts';
import { batchResponse, uploadResponse } from '../contract/record.ts';
import { followChain, manifestDigest } from '../verify-manifest.ts';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { demand } from './finding.ts';
import { base64, type Enrolment, enrol, msisdn, type RecordUpload, upload } from './made-up.ts';
import { reader, readRecord, readsBack } from './read-back.ts';

type KeyPair = ReturnType<typeof ed25519Generate>;

interface SigningDevice extends Enrolment {
  readonly key: KeyPair;
}

async function enrolSigning(bench: Bench): Promise<SigningDevice> {
  const key = ed25519Generate(bench.random);
  const json = {
    installation_id: bench.random.uuid(),
    custodian: msisdn(bench.random),
    mode: 'escrow',
    endpoint_key: null,
    device_key: base64(key.publicKey),
  };
  const enrolled = await bench.succeed('enrolDevice', { token: bench.tenant.enrolmentToken, json }, enrolmentResponse);
  return { ...enrolled, key };
}

const canonical = (value: object): string => canonicalize(value) ?? '';

/** An upload of the device with its manifest, after another. */
function signed(
  bench: Bench,
  device: SigningDevice,
  after?: SignedManifest,
  { key = device.key, skipped = 0 }: { readonly key?: KeyPair; readonly skipped?: number } = {},
): RecordUpload {
  const copy = upload(bench, device);
  const { sealed, manifest: _none, ...said } = copy;
  const open = {
    ...{ v: 1 as const, device_id: device.device_id, sequence: (after?.sequence ?? 0) + 1 + skipped },
    previous: after ? manifestDigest(after) : null,
    ...said,
    sealed_sha256: sealed && sha256Hex(Buffer.from(canonical(sealed))),
  };
  const message = Buffer.from(`greenroom manifest v1\n${canonical(open)}`);
  return { ...copy, manifest: { ...open, signature: base64(ed25519Sign(key.privateKey, message)) } };
}

function manifestOf({ manifest }: RecordUpload): SignedManifest {
  if (!manifest) throw new TypeError('an upload was made up without its manifest');
  return manifest;
}

const put = (bench: Bench, { token }: Enrolment, json: RecordUpload) =>
  bench.succeed('uploadRecord', { token, json }, uploadResponse);

/** The chain of a device as the subject has it. */
async function demandChain(bench: Bench, device: SigningDevice, uploads: readonly RecordUpload[]): Promise<void> {
  const { auditorToken: token } = bench.tenant;
  const page = await bench.succeed('listManifests', { token, query: { device_id: device.device_id } }, chainPage);
  demand(
    page.device_key === base64(device.key.publicKey),
    'it has another key than the device registered',
    'listManifests',
  );
  const links = followChain(page, { sequence: 0, sha256: null });
  demand(links.length === uploads.length, `the chain has ${links.length} links of ${uploads.length}`, 'listManifests');
  for (const [index, { sha256, signed: isSigned, follows }] of links.entries()) {
    const sent = uploads[index];
    const right = isSigned && follows && sent && sha256 === manifestDigest(manifestOf(sent));
    demand(right === true, `link ${index + 1} of the chain is not the manifest that was uploaded`, 'listManifests');
  }
}

/** What an archive that takes signed manifests must hold them to. */
export const manifestChecks: readonly Check[] = [
  {
    operation: 'listManifests',
    needs: ['enrolDevice', 'uploadRecord', readsBack],
    name: 'manifests are kept with their records, and as one chain of their device',
    async run(bench) {
      const device = await enrolSigning(bench);
      const first = signed(bench, device);
      const { record_id } = await put(bench, device, first);
      const second = signed(bench, device, manifestOf(first));
      await put(bench, device, second);
      await put(bench, device, first); // once more: it changes nothing
      const { manifest } = await readRecord(bench, record_id);
      const kept = manifest && manifestDigest(manifest) === manifestDigest(manifestOf(first));
      demand(kept === true, 'a record is read without the manifest that it was uploaded with', reader(bench));
      await demandChain(bench, device, [first, second]);
    },
  },
  {
    operation: 'uploadRecord',
    needs: ['enrolDevice'],
    about: ['listManifests'],
    name: 'a manifest after a gap, beside another, in another hand or of another upload is refused, and stays out of the chain',
    async run(bench) {
      const device = await enrolSigning(bench);
      const first = signed(bench, device);
      await put(bench, device, first);
      const next = signed(bench, device, manifestOf(first));
      const refused: readonly RecordUpload[] = [
        signed(bench, device, manifestOf(first), { skipped: 1 }),
        signed(bench, device, { ...manifestOf(first), sequence: 5 }),
        signed(bench, device),
        signed(bench, device, { ...manifestOf(first), message_id: 'another' }),
        signed(bench, device, manifestOf(first), { key: ed25519Generate(bench.random) }),
        { ...signed(bench, device, manifestOf(first)), manifest: manifestOf(next) },
        { ...next, version: 2 },
      ];
      for (const json of refused) await bench.refuse('uploadRecord', { token: device.token, json }, [403, 409]);
      await put(bench, device, next);
      await demandChain(bench, device, [first, next]);
    },
  },
  {
    operation: 'readChainHead',
    needs: ['enrolDevice', 'uploadRecord'],
    name: 'a device that signed nothing is at the beginning of its chain, later at its last manifest',
    async run(bench) {
      const device = await enrolSigning(bench);
      const head = () => bench.succeed('readChainHead', { token: device.token }, chainHead);
      const before = await head();
      demand(before.sequence === 0 && before.sha256 === null, 'the chain of a fresh device has a head');
      const first = signed(bench, device);
      await put(bench, device, first);
      const after = await head();
      const right = after.sequence === 1 && after.sha256 === manifestDigest(manifestOf(first));
      demand(right, 'the head of the chain is not its last manifest');
    },
  },
  {
    operation: 'uploadRecords',
    needs: ['enrolDevice', readsBack],
    name: 'each upload of a batch is taken or refused as if it came alone, in order',
    async run(bench) {
      const device = await enrol(bench);
      const [one, two] = [upload(bench, device), upload(bench, device)];
      const foreign = { ...upload(bench, device), custodian: '+447700900999', tenant: 'another' };
      const json = { uploads: [one, one, foreign, two] };
      const { outcomes } = await bench.succeed('uploadRecords', { token: device.token, json }, batchResponse);
      demand(outcomes.length === 4, `a batch of 4 has ${outcomes.length} outcomes`);
      const statuses = outcomes.map(({ status }) => status).join(', ');
      demand(statuses === '201, 200, 403, 201', `the outcomes are ${statuses}, not 201, 200, 403, 201`);
      const last = outcomes[3];
      const { message_id } = await readRecord(bench, last && 'record' in last ? last.record.record_id : '');
      demand(message_id === two.message_id, 'the outcomes are not in the order of the uploads');
    },
  },
  {
    operation: 'uploadRecords',
    needs: ['enrolDevice'],
    name: 'a batch without uploads, or with more than 50, is refused',
    async run(bench) {
      const device = await enrol(bench);
      const many = Array.from({ length: 51 }, () => upload(bench, device));
      for (const uploads of [[], many])
        await bench.refuse('uploadRecords', { token: device.token, json: { uploads } }, [400, 413]);
    },
  },
];
