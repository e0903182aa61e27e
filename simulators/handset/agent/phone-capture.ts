import type { Clock } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { Random } from '../../kernel/random.ts';
import type { ArchivalAgent } from './agent.ts';
import { archivalHook } from './android/archival-hook.ts';
import { androidArchiver } from './android/archiver.ts';
import { googleMessagesArchival } from './android/google-messages.ts';
import { archiverPackage, archivingManagement, type DeviceManagement } from './android/managed-configuration.ts';
import { telephonyProvider } from './android/telephony-provider.ts';
import { captureSdk } from './ios/capture-sdk.ts';
import type { MessageCapture } from './message-capture.ts';
import type { AgentStorage } from './storage.ts';

export interface PhoneCaptureOptions {
  /** The phone's own. */
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Pick<Journal, 'append'>;
  readonly phone: string;
  /** The phone's number, E.164. */
  readonly msisdn: string;
  readonly storage: AgentStorage;
  readonly agent: Pick<ArchivalAgent, 'captured' | 'installationId'>;
  /** Android only; default: fully managed, with Greenroom's archiver. */
  readonly management?: DeviceManagement;
  /** Android only. `unknown`: the messaging app tells nobody which message a row is, as real ones do not. */
  readonly messageIds?: 'known' | 'unknown';
}

/** How messages come from the messaging app to the agent on a phone of this system. */
export function phoneCapture(os: 'android' | 'ios', options: PhoneCaptureOptions): MessageCapture {
  const { clock, journal, phone, storage, agent } = options;
  const failed = (error: unknown): void => {
    const reason = error instanceof Error ? error.name : 'unknown error';
    journal.append('handset.problem', { phone, doing: 'remember what was archived', reason });
  };
  if (os === 'ios') return captureSdk(agent, storage, failed);

  const { random, management = archivingManagement, messageIds = 'known' } = options;
  const now = (): number => clock.now();
  const provider = telephonyProvider();
  const hook = archivalHook({ clock, random: random.split('archival hook'), management }, (intent) => {
    if (intent.package === archiverPackage) archiver.started(intent);
  });
  const app = googleMessagesArchival(provider, hook, options.msisdn, now);
  const archiver = androidArchiver({
    now,
    provider,
    storage,
    ...(messageIds === 'known' && { messageIds: app.messageIds }),
    installation: agent.installationId,
    enqueue: agent.captured,
    failed,
  });
  return app;
}
