import { Problem } from '../http/problem.ts';
import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { manifestSha256 } from './check-manifest.ts';
import type { SignedManifest } from './schema.ts';
import type { ManifestsTable } from './tables.ts';

/** Where a device's chain is: `sequence` 0 and null before its first manifest. */
export interface ChainHead {
  readonly sequence: number;
  readonly sha256: string | null;
}

/** A link as an auditor reads it; the manifest is null once its record is erased. */
export interface ChainLink extends Pick<ManifestsTable, 'sequence' | 'sha256' | 'record_id'> {
  readonly manifest: SignedManifest | null;
}

type OfDevice = Pick<ManifestsTable, 'tenant' | 'device_id'>;

const selectHead = preparedQuery<OfDevice, Pick<ManifestsTable, 'sequence' | 'sha256'>>((database, value) =>
  database
    .selectFrom('manifests')
    .select(['sequence', 'sha256'])
    .where('tenant', '=', value('tenant'))
    .where('device_id', '=', value('device_id'))
    .orderBy('sequence', 'desc')
    .limit(1),
);

const insert = preparedQuery<ManifestsTable, never>((database, value) =>
  database.insertInto('manifests').values({
    tenant: value('tenant'),
    device_id: value('device_id'),
    sequence: value('sequence'),
    sha256: value('sha256'),
    record_id: value('record_id'),
  }),
);

type LinkRow = Omit<ChainLink, 'manifest'> & { readonly manifest: string | null };
const selectAfter = preparedQuery<OfDevice & { after: number; limit: number }, LinkRow>((database, value) =>
  database
    .selectFrom('manifests')
    .leftJoin('record_contents', (join) =>
      join
        .onRef('record_contents.tenant', '=', 'manifests.tenant')
        .onRef('record_contents.record_id', '=', 'manifests.record_id'),
    )
    .select(['manifests.sequence', 'manifests.sha256', 'manifests.record_id', 'record_contents.manifest'])
    .where('manifests.tenant', '=', value('tenant'))
    .where('manifests.device_id', '=', value('device_id'))
    .where('manifests.sequence', '>', value('after'))
    .orderBy('manifests.sequence')
    .limit(value('limit')),
);

export async function chainHead(database: Database, tenant: string, device_id: string): Promise<ChainHead> {
  return (await selectHead(database, { tenant, device_id })).rows[0] ?? { sequence: 0, sha256: null };
}

/** Links after a sequence, in their order. */
export async function chainAfter(
  database: Database,
  tenant: string,
  device_id: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly ChainLink[]> {
  const { rows } = await selectAfter(database, { tenant, device_id, after, limit });
  return rows.map(({ manifest, ...link }) => ({ ...link, manifest: manifest === null ? null : JSON.parse(manifest) }));
}

/**
 * Makes a manifest the next link of its device's chain, in the transaction that stores its record.
 * @throws Problem `manifest-gap` or `manifest-fork`: then nothing of the record is stored either
 */
export async function appendLink(
  transaction: Database,
  tenant: string,
  record_id: string,
  manifest: SignedManifest,
): Promise<void> {
  const { device_id, sequence, previous } = manifest;
  const head = await chainHead(transaction, tenant, device_id);
  if (sequence > head.sequence + 1) {
    throw new Problem('manifest-gap', `/manifest/sequence is ${sequence}, and the chain has come to ${head.sequence}`);
  }
  if (sequence <= head.sequence) {
    throw new Problem('manifest-fork', `/manifest/sequence is ${sequence}, which another record has`);
  }
  if (previous !== head.sha256) {
    throw new Problem('manifest-fork', `/manifest/previous is not manifest ${head.sequence} of the chain`);
  }
  await insert(transaction, { tenant, device_id, sequence, sha256: manifestSha256(manifest), record_id });
}
