import type { Clock } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Fetch } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import type { CapturedMessage } from './captured-message.ts';
import { type Credentials, installation, keepCredentials, keptCredentials } from './credentials.ts';
import { type EnrolmentSettings, enterpriseClient, largestBatch, type Verdict } from './enterprise-client.ts';
import { type Attempted, lane } from './lane.ts';
import { type ManifestFacts, manifestSha256, type SignedManifest, sealedSha256 } from './manifest.ts';
import { manifestChain } from './manifest-chain.ts';
import { messageCopy } from './message-copy.ts';
import { type QueueItem, queue, type Upload } from './queue.ts';
import type { AgentStorage } from './storage.ts';

export interface AgentOptions {
  readonly clock: Clock;
  /** The label includes the phone's incarnation. */
  readonly random: Random;
  /** As seen from the phone. */
  readonly fetch: Fetch;
  readonly journal: Pick<Journal, 'append'>;
  /** The phone's name: `ana`. */
  readonly phone: string;
  /** Whose messages these are, E.164. */
  readonly custodian: string;
  readonly storage: AgentStorage;
  readonly enrolment: EnrolmentSettings;
  /** Told of every attempt to enrol that was not the last. */
  readonly onEnrolAgain?: (attempt: EnrolmentAttempt) => void;
}

/** An attempt to enrol that came to nothing yet. */
export interface EnrolmentAttempt {
  /** Null where no answer came. */
  readonly status: number | null;
  /** What was in the way of an answer; null where one came, and cannot be used. */
  readonly error: string | null;
  readonly nextMs: number | null;
}

/**
 * The archival agent on a phone: captures every message, hands its keyed content hash to the platform and its sealed
 * copy to the archive. It loses nothing while the network is off or the app is not running, and repeats itself safely.
 */
export interface ArchivalAgent {
  /** Drawn once, and kept as long as the phone's storage is. */
  readonly installationId: string;
  /**
   * Enrols, trying until it is answered; at once when an earlier run of the app did.
   * @throws Error when the enterprise refuses
   */
  enrol(): Promise<void>;
  /** Queues a message. Before enrolment it waits in the phone's storage; afterwards it is sealed at once. */
  captured(message: CapturedMessage): void;
  /** The network is back: what waits for the end of a pause is tried at once. */
  wake(): void;
  /** The app ends. What is not done stays in the phone's storage, for the agent that is created over it next. */
  stop(): void;
  /** Messages not yet archived, or whose hash is not yet handed in. */
  pending(): number;
}

const isSettled = (verdict: Verdict): boolean => verdict === 'done' || verdict === 'refused';

export function createArchivalAgent(options: AgentOptions): ArchivalAgent {
  const { clock, random, journal, phone, custodian, storage, enrolment } = options;
  const mine = installation(storage, random);
  const kept = queue(storage, (error) => problem('keep the archival queue', error));
  const chain = manifestChain(storage, mine.deviceKey, (error) => problem('keep the chain of manifests', error));
  const signs = enrolment.manifests === 'signed';
  const remote = enterpriseClient(options, enrolment, mine);
  let credentials = keptCredentials(storage, custodian, enrolment.mode);
  let enrolling: PromiseWithResolvers<void> | undefined;
  /** The enterprise has said that this device is not enrolled: what only an enrolled device says of messages is not said. */
  let ended = false;
  /** Captured before there was a key to seal to. */
  const unsealed: QueueItem[] = [];

  const to = (destination: string) =>
    ({ clock, random: random.split(destination), label: `agent ${phone} ${destination}` }) as const;
  const oneByOne =
    <T>(attempt: (item: T) => Promise<Attempted>) =>
    (items: readonly T[]): Promise<readonly Attempted[]> =>
      Promise.all(items.map(attempt));
  const enrolments = lane({ ...to('enrolment'), attempt: oneByOne(enrolOnce) });
  // One request at a time: a chain of manifests has an order.
  const copies = lane({ ...to('copies'), atOnce: 1, batch: largestBatch, attempt: uploadOnce });
  const hashes = lane({ ...to('hashes'), attempt: oneByOne(handInOnce) });
  const lanes = [enrolments, copies, hashes];

  function problem(doing: string, error: unknown): void {
    journal.append('handset.problem', { phone, doing, reason: error instanceof Error ? error.name : 'unknown error' });
  }

  async function enrolOnce(promise: PromiseWithResolvers<void>): Promise<Attempted> {
    const outcome = await remote.enrol(custodian);
    const settled = outcome.verdict !== 'later';
    const tell = (nextMs: number | null): void => {
      if (!settled) {
        options.onEnrolAgain?.({ status: outcome.status, error: outcome.error, nextMs });
        return;
      }
      enrolling = undefined;
      if (outcome.answer !== undefined && outcome.credentials) {
        enrolled(outcome.answer, outcome.credentials);
        promise.resolve();
      } else {
        ended = outcome.verdict === 'refused'; // 401 is about what the device was given to enrol with, not about the device
        promise.reject(new Error(`${phone}: the enterprise refused to enrol it (HTTP ${outcome.status})`));
      }
    };
    return { settled, tell };
  }

  async function uploadOnce(items: readonly QueueItem[]): Promise<readonly Attempted[]> {
    const uploads = signed(items.map(uploadOf));
    const outcomes = await remote.upload(tokenNow(), uploads);
    for (const [index, { answer }] of outcomes.entries()) {
      const manifest = uploads[index]?.manifest;
      if (answer && manifest && isTaken(manifest, answer.manifest_sha256)) chain.taken(manifest);
    }
    if (outcomes.some(({ offChain }) => offChain)) await resumeChain();
    return items.map((item, index) => {
      const { status, error, verdict } = outcomes[index] ?? { status: null, error: 'no outcome', verdict: 'later' };
      const tell = (next_ms: number | null): void => {
        const { message_id, version } = uploadOf(item);
        journal.append('archive.upload', { phone, message_id, version, http_status: status, error, next_ms });
        if (verdict === 'unauthenticated') enrolAgain();
        if (verdict === 'refused') kept.setAside(item);
        if (verdict === 'done') {
          ended = false;
          item.copyDue = false;
          kept.save(item);
        }
      };
      return { settled: isSettled(verdict), tell };
    });
  }

  function signed(uploads: readonly Upload[]): readonly Upload[] {
    if (!signs || !credentials) return uploads;
    const facts = uploads.map(
      ({ sealed, manifest: _before, change = 'created', ...said }): ManifestFacts => ({
        ...said,
        change,
        sealed_sha256: sealedSha256(sealed),
      }),
    );
    const manifests = chain.sign(credentials.device_id, facts);
    return uploads.map((upload, index) => {
      const manifest = manifests[index];
      return manifest ? { ...upload, manifest } : upload;
    });
  }

  async function resumeChain(): Promise<void> {
    const head = await remote.chainHead(tokenNow());
    if (head) chain.resume(head);
  }

  async function handInOnce(item: QueueItem | 'announce'): Promise<Attempted> {
    if (ended) return { settled: false, tell: () => {} }; // the platform would take it: it does not ask the enterprise
    const { verdict } = await (item === 'announce'
      ? remote.announce(tokenNow())
      : remote.handIn(tokenNow(), uploadOf(item)));
    const tell = (): void => {
      if (verdict === 'unauthenticated') enrolAgain();
      if (!isSettled(verdict) || item === 'announce') return;
      item.hashDue = false;
      kept.save(item);
    };
    return { settled: isSettled(verdict), tell };
  }

  function tokenNow(): string {
    if (!credentials) throw new Error(`${phone} has no token: nothing is sent before the enrolment`);
    return credentials.token;
  }

  function enrolled(answer: string, next: Credentials): void {
    try {
      keepCredentials(storage, answer);
    } catch (error) {
      problem('keep the enrolment', error); // the next run of the app enrols again
    }
    const device_key = Buffer.from(mine.deviceKey.publicKey).toString('base64');
    const { device_id, mode } = next;
    journal.append('archive.enrolled', { device_id, phone, custodian, mode, ...(signs && { device_key }) });
    begin(next);
  }

  /** With credentials, everything that waited for them goes on. */
  function begin(next: Credentials): void {
    credentials = next;
    ended = false;
    hashes.add('announce');
    for (const item of unsealed.splice(0)) send(item, next);
  }

  function enrolNow(): Promise<void> {
    if (!enrolling) {
      enrolling = Promise.withResolvers();
      enrolments.add(enrolling);
    }
    return enrolling.promise;
  }

  /** The token is not known any more. Whatever comes of it, the lanes go on trying. */
  function enrolAgain(): void {
    enrolNow().catch((error: unknown) => problem('enrol again', error));
  }

  function send(item: QueueItem, by: Credentials): void {
    if (item.state.stage === 'captured') {
      const upload = messageCopy(item.state.message, by, mine.endpointKey, random);
      item.state = { stage: 'sealed', upload };
      if (by.mode === 'metadata-only') item.copyDue = false;
      kept.save(item);
    }
    if (item.hashDue) hashes.add(item);
    if (item.copyDue) copies.add(item);
  }

  function take(item: QueueItem): void {
    if (credentials) send(item, credentials);
    else unsealed.push(item);
  }

  if (credentials) begin(credentials);
  for (const item of kept.left) take(item);

  return {
    installationId: mine.id,
    enrol: async () => {
      if (!credentials) await enrolNow();
    },
    captured(message) {
      const item = kept.add(message);
      journal.append('archive.captured', { phone, message_id: message.message_id, version: message.version });
      take(item);
    },
    wake() {
      for (const { wake } of lanes) wake();
    },
    stop() {
      for (const { stop } of lanes) stop();
    },
    pending: kept.size,
  };
}

/** An archive that says nothing of manifests holds what it was sent. */
const isTaken = (manifest: SignedManifest, kept: string | null | undefined): boolean =>
  kept === undefined || kept === manifestSha256(manifest);

function uploadOf(item: QueueItem): Upload {
  if (item.state.stage !== 'sealed') throw new Error('a message goes out only once it is sealed');
  return item.state.upload;
}
