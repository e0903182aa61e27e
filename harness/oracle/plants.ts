import type { Plant } from './plant.ts';
import { archivePlants } from './plants/archive.ts';
import { exportPlants } from './plants/export.ts';
import { logPlants } from './plants/log.ts';
import { manifestPlants } from './plants/manifest.ts';
import { messagingPlants } from './plants/messaging.ts';
import { metadataPlants } from './plants/metadata.ts';
import { mlsPlants } from './plants/mls.ts';
import { outagePlants } from './plants/outage.ts';
import { retentionPlants } from './plants/retention.ts';
import { secrecyPlants } from './plants/secrecy.ts';
import { webhookPlants } from './plants/webhook.ts';

/** At least one defect for each invariant: what proves that it can be violated, by that defect and nothing else. */
export const plants: readonly Plant[] = [
  ...archivePlants,
  ...manifestPlants,
  ...exportPlants,
  ...logPlants,
  ...retentionPlants,
  ...metadataPlants,
  ...webhookPlants,
  ...messagingPlants,
  ...mlsPlants,
  ...secrecyPlants,
  ...outagePlants,
];
