/** A message as the app has it. */
export interface AppMessage {
  /** What the network calls it: `imdn.Message-ID`. The archive and the platform's webhooks speak of it by this. */
  readonly id: string;
  /** The first of a chain of messages that are one: a message sent again, or decrypted late. Default: its own id. */
  readonly originalId?: string;
  /** The other party, E.164. Of what goes out to a group: the group's id, a UUID. */
  readonly peer: string;
  readonly groupId?: string;
  /** As the user sees it, without normalisation. Null for what could not be decrypted: it gets a record without content. */
  readonly body: string | null;
  /** When it was sent, by the clock of who sent it; ms since the epoch, or a Date. */
  readonly sentAt: number | Date;
}

/**
 * Where the client keeps its keys, its place in the chain of manifests, and what is not archived yet. It must outlive the
 * app's process, and nobody else may read it: on a phone, the app's own files, encrypted by the system. `set` may throw when
 * the phone is full.
 */
export interface ArchiveStorage {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  delete(key: string): void;
  keys(): readonly string[];
}

/** What the client did. No bodies, no keys, no tokens. */
export type ArchiveEvent =
  | { readonly what: 'enrolled'; readonly deviceId: string }
  /** An attempt to enrol that is made again: no answer came, a passing fault did, or one that nothing can be sealed with. */
  | {
      readonly what: 'enrolling';
      readonly status: number | null;
      readonly error: string | null;
      readonly nextMs: number | null;
    }
  | { readonly what: 'captured'; readonly messageId: string; readonly version: number }
  /** One attempt. `nextMs`: when it is tried again; null when that is not needed, or would not help. */
  | {
      readonly what: 'uploaded';
      readonly messageId: string;
      readonly version: number;
      readonly status: number | null;
      readonly error: string | null;
      readonly nextMs: number | null;
    }
  | { readonly what: 'problem'; readonly doing: string; readonly reason: string };

export interface ArchiveClientOptions {
  /** The tenant's base URL, without a trailing slash. */
  readonly enterpriseUrl: string;
  /** What the device was given by its management, to enrol with. */
  readonly enrolmentToken: string;
  /** Whose messages these are, E.164. */
  readonly custodian: string;
  /** Default: escrow. */
  readonly mode?: 'metadata-only' | 'endpoint-archive' | 'escrow';
  /** Where content hashes are handed in, for the platform's webhooks. Default: nowhere. */
  readonly platformUrl?: string;
  /** What the custodian agreed to, where the tenant's policy asks for it: who, when, and which text (SHA-256, hex). */
  readonly consent?: { readonly givenBy: string; readonly givenAt: Date; readonly textSha256: string };
  /**
   * Asks the device's management for a proof that it manages this device, where the policy asks for one. Called at every
   * attempt to enrol, since a proof is short-lived. `deviceKey`: Ed25519, base64.
   */
  readonly managedDevice?: (device: ProvableDevice) => string;
  readonly storage: ArchiveStorage;
  /** Default: the runtime's. */
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly onEvent?: (event: ArchiveEvent) => void;
}

/** What a proof of a managed device is about. */
export interface ProvableDevice {
  readonly installationId: string;
  readonly custodian: string;
  readonly deviceKey: string | null;
}

/**
 * The archive of one app on one device. Every method may be repeated: a message is archived once.
 * @throws RangeError from `sent` and `received` when `sentAt` is no time: nothing was taken
 */
export interface ArchiveClient {
  /**
   * Enrols, trying until it is answered; at once where an earlier run of the app did.
   * @throws Error when the enterprise refuses
   */
  enrol(): Promise<void>;
  /** Before it leaves the phone: once a byte is out, somebody may have it. */
  sent(message: AppMessage): void;
  /** Also for what could not be decrypted, and again once it could. */
  received(message: AppMessage): void;
  /** The message says something else now: a next version, beside those before. None where it says what it said last. */
  edited(messageId: string, body: string): void;
  /** The user deleted it: a next version without content, which says so; those before stay. */
  deleted(messageId: string): void;
  /** The network is back: what waits is tried at once. */
  online(): void;
  /** Messages that are not archived yet. */
  pending(): number;
  /** Resolves when nothing is pending. */
  drained(): Promise<void>;
  /** The app ends. What is pending goes on with the next client over the same storage. */
  close(): void;
}
