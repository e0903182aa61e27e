import type { Clock } from '../../kernel/clock.ts';
import type { Journal } from '../../kernel/journal/journal.ts';
import type { JournalData } from '../../kernel/journal/kinds.ts';

export type Alert = JournalData['webhook.alert'] & { readonly at_ms: number };

/** When an endpoint counts as failing: whichever comes first. */
export interface AlertLimits {
  /** Attempts that failed in a row, whatever webhook they were of. */
  readonly failedAttempts: number;
  /** Since the first of them, ms; looked at with each attempt. */
  readonly failingMs: number;
}

export const usualLimits: AlertLimits = { failedAttempts: 5, failingMs: 15 * 60_000 };

/** Alerts that are kept to be read: the last ones. */
const alertsKept = 1000;

/** Tells whoever runs the platform what nobody sees by itself. Every alert is journaled, and the last ones can be read. */
export interface Alerts {
  succeeded(): void;
  failed(): void;
  disabled(): void;
  deadLettered(webhookId: string): void;
  /** Oldest first. */
  read(): readonly Alert[];
}

export function alerts(clock: Clock, journal: Journal, limits: AlertLimits = usualLimits): Alerts {
  const kept: Alert[] = [];
  let failures = 0;
  let firstFailureMs = 0;
  let failing = false;

  function raise(alert: Alert['alert'], webhook_id: string | null = null): void {
    const failing_ms = failures === 0 ? 0 : clock.now() - firstFailureMs;
    const data = { alert, webhook_id, failed_attempts: failures, failing_ms };
    journal.append('webhook.alert', data);
    kept.push({ ...data, at_ms: clock.now() });
    if (kept.length > alertsKept) kept.shift();
  }

  return {
    succeeded() {
      if (failing) raise('recovered');
      failing = false;
      failures = 0;
    },
    failed() {
      if (failures === 0) firstFailureMs = clock.now();
      failures++;
      const long = clock.now() - firstFailureMs >= limits.failingMs;
      if (failing || (failures < limits.failedAttempts && !long)) return;
      failing = true;
      raise('failing');
    },
    disabled: () => raise('disabled'),
    deadLettered: (webhookId) => raise('dead-lettered', webhookId),
    read: () => kept,
  };
}
