/**
 * What a messaging app links to archive its messages: it seals each to the tenant's escrow key, signs a manifest with the
 * device's own key, and uploads both, trying until the archive has them. Node's crypto and any `fetch` suffice.
 */
export { createArchiveClient } from './archive-client.ts';
export type {
  AppMessage,
  ArchiveClient,
  ArchiveClientOptions,
  ArchiveEvent,
  ArchiveStorage,
  ProvableDevice,
} from './archive-client-types.ts';
