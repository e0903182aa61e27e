import type { Migration } from '../migrations.ts';

/** Which mode ended and which one began with a change of an enrolment. Of changes before this nobody wrote it down. */
export const enrolmentModes: Migration = {
  name: '0010-enrolment-modes',
  statements: () => [
    `ALTER TABLE enrolment_changes ADD COLUMN mode TEXT CHECK (mode IN ('metadata-only', 'endpoint-archive', 'escrow'))`,
  ],
};
