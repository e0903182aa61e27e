import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { Excuse } from '../oracle/invariant.ts';
import { duplication } from './carrier/duplication.ts';
import { e2eeOff } from './carrier/e2ee-off.ts';
import { latency } from './carrier/latency.ts';
import { loss } from './carrier/loss.ts';
import { partition } from './carrier/partition.ts';
import { carrierReboot } from './carrier/reboot.ts';
import { receiptLost } from './carrier/receipt-lost.ts';
import { registrationExpired } from './carrier/registration-expired.ts';
import { reordering } from './carrier/reordering.ts';
import { replyLost } from './carrier/reply-lost.ts';
import { throttled } from './carrier/throttled.ts';
import { containerStopped } from './enterprise/container-stopped.ts';
import { enterpriseDiskFull } from './enterprise/disk-full.ts';
import { enterpriseKilled } from './enterprise/killed.ts';
import type { Fault } from './fault.ts';
import { certificateNearExpiry } from './mls/certificate-near-expiry.ts';
import { commitLost } from './mls/commit-lost.ts';
import { commitReplyLost } from './mls/commit-reply-lost.ts';
import { concurrentCommits } from './mls/concurrent-commits.ts';
import { endMls } from './mls/end-mls.ts';
import { eraAdvance } from './mls/era-advance.ts';
import { eraAdvanceQuota } from './mls/era-advance-quota.ts';
import { externalCommitQuota } from './mls/external-commit-quota.ts';
import { mlsFork } from './mls/fork.ts';
import { keyPackagesExhausted } from './mls/key-packages-exhausted.ts';
import { memberWithoutKeyPackages } from './mls/member-without-key-packages.ts';
import { rotateKeys } from './mls/rotate-keys.ts';
import { staleEpoch } from './mls/stale-epoch.ts';
import { transientError } from './mls/transient-error.ts';
import { welcomeLate } from './mls/welcome-late.ts';
import { welcomeLost } from './mls/welcome-lost.ts';
import { welcomeUnopenable } from './mls/welcome-unopenable.ts';
import { adbDropped } from './phone/adb-dropped.ts';
import { airplaneMode } from './phone/airplane-mode.ts';
import { appKilled } from './phone/app-killed.ts';
import { automationCrashed } from './phone/automation-crashed.ts';
import { clockSkew } from './phone/clock-skew.ts';
import { deviceRevoked } from './phone/device-revoked.ts';
import { phoneReboot } from './phone/reboot.ts';
import { reinstalled } from './phone/reinstalled.ts';
import { secondDeviceLost } from './phone/second-device-lost.ts';
import { storageFull } from './phone/storage-full.ts';
import { tunnelDropped } from './phone/tunnel-dropped.ts';
import { webhookDuplicate } from './webhook/duplicate.ts';
import { webhookGone } from './webhook/gone.ts';
import { webhookHang } from './webhook/hang.ts';
import { webhookKeyRotated } from './webhook/key-rotated.ts';
import { webhookKeysStale } from './webhook/keys-stale.ts';
import { webhookKeysUnreachable } from './webhook/keys-unreachable.ts';
import { webhookMidBody } from './webhook/mid-body.ts';
import { webhookRedirected } from './webhook/redirected.ts';
import { webhookReordered } from './webhook/reordered.ts';
import { webhookReplayedTimestamp } from './webhook/replayed-timestamp.ts';
import { webhookReplyLost } from './webhook/reply-lost.ts';
import { webhookReset } from './webhook/reset.ts';
import { webhookSlowDrip } from './webhook/slow-drip.ts';
import { webhookStalled } from './webhook/stalled.ts';
import { webhookThrottled } from './webhook/throttled.ts';
import { webhookTruncated } from './webhook/truncated.ts';
import { webhookUnavailable } from './webhook/unavailable.ts';
import { webhookWrongSignature } from './webhook/wrong-signature.ts';

/** Every fault there is, by layer. */
export const faults: readonly Fault[] = [
  airplaneMode,
  reinstalled,
  appKilled,
  phoneReboot,
  deviceRevoked,
  clockSkew,
  storageFull,
  secondDeviceLost,
  automationCrashed,
  adbDropped,
  tunnelDropped,
  partition,
  latency,
  loss,
  duplication,
  reordering,
  e2eeOff,
  registrationExpired,
  throttled,
  replyLost,
  receiptLost,
  carrierReboot,
  rotateKeys,
  keyPackagesExhausted,
  certificateNearExpiry,
  welcomeLate,
  welcomeLost,
  concurrentCommits,
  commitLost,
  commitReplyLost,
  mlsFork,
  staleEpoch,
  eraAdvance,
  externalCommitQuota,
  eraAdvanceQuota,
  welcomeUnopenable,
  transientError,
  memberWithoutKeyPackages,
  endMls,
  webhookUnavailable,
  webhookThrottled,
  webhookRedirected,
  webhookGone,
  webhookHang,
  webhookReset,
  webhookTruncated,
  webhookSlowDrip,
  webhookMidBody,
  webhookDuplicate,
  webhookReordered,
  webhookWrongSignature,
  webhookReplayedTimestamp,
  webhookKeyRotated,
  webhookKeysStale,
  webhookKeysUnreachable,
  webhookReplyLost,
  webhookStalled,
  enterpriseKilled,
  enterpriseDiskFull,
  containerStopped,
];

export function fault(id: string): Fault | undefined {
  return faults.find((known) => known.id === id);
}

/** What an injected fault excuses, for the oracle: nothing when this registry does not know it. */
export function excuses({ fault: id, parameters }: JournalData['fault.injected']): readonly Excuse[] {
  return fault(id)?.bind(parameters).delays ?? [];
}
