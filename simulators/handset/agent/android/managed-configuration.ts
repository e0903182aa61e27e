/** Package of the archiver that Greenroom's phones have. */
export const archiverPackage = 'dev.greenroom.archiver';

/** Action of the service intent that Google Messages starts the archiver with. */
export const archivalAction = 'GOOGLE_MESSAGES_ARCHIVAL_UPDATE';
/** Extra of that intent: the URI of a row. Often absent, sometimes stale. */
export const archivalUriExtra = 'com.google.android.apps.messaging.EXTRA_ARCHIVAL_URI';

/** What the management of a phone says of Google Messages (developer.android.com/work/dpc/rcs-messages-archival). */
export interface DeviceManagement {
  /** The whole phone is the organisation's. In a work profile the hook does nothing. */
  readonly fullyManaged: boolean;
  /** Google Messages' managed configuration. */
  readonly configuration: { readonly messages_archival?: string };
}

/** How a phone is managed that archives. */
export const archivingManagement: DeviceManagement = {
  fullyManaged: true,
  configuration: { messages_archival: archiverPackage },
};

/** The package that Google Messages tells of changes; nobody on a phone that is managed another way. */
export const archiverOf = ({ fullyManaged, configuration }: DeviceManagement): string | undefined =>
  fullyManaged ? configuration.messages_archival : undefined;
