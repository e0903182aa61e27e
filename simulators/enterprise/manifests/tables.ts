/** What a device signs with: registered once, at its enrolment. */
export interface DeviceKeysTable {
  readonly tenant: string;
  readonly device_id: string;
  /** Ed25519, 32 bytes. */
  readonly device_key: Buffer;
}

/** The links of each device's chain. The manifests themselves lie with the records' contents, and go with them. */
export interface ManifestsTable {
  readonly tenant: string;
  readonly device_id: string;
  readonly sequence: number;
  /** Hex. */
  readonly sha256: string;
  readonly record_id: string;
}
