import { inOffice } from '../faults/plan/office.ts';
import { StepImpossible } from '../faults/plan/run-stage.ts';
import type { OfficeAction } from '../faults/plan/schema.ts';
import type { RecordsOfficer } from '../subject/records-officer.ts';
import type { ForeignSide } from './foreign-side.ts';
import { requireOffered } from './not-in-this-world.ts';

/** What the records officer was to do cannot be done here. */
export class OfficeRefused extends Error {
  override readonly name = 'OfficeRefused';
}

export interface OfficeDeskOptions {
  readonly officer: RecordsOfficer | undefined;
  /** Somebody else's subject in the place of ours. */
  readonly side: ForeignSide | undefined;
  readonly startedAtMs: number;
  /** @throws RangeError when there is nobody of that name */
  readonly msisdn: (name: string) => string;
}

/** Has the tenant's records officer do things. What comes of it is journaled. @throws OfficeRefused, NotInThisWorld from it */
export function officeDesk({ officer, side, ...facts }: OfficeDeskOptions): (deed: OfficeAction) => Promise<void> {
  return async (deed) => {
    if (side) requireOffered(deed.do, side);
    if (!officer) throw new OfficeRefused("nobody gave the harness the operator's token");
    try {
      await inOffice(deed, { ...facts, officer: (work) => work(officer).then(() => {}) });
    } catch (error) {
      if (error instanceof StepImpossible || error instanceof RangeError) throw new OfficeRefused(error.message);
      throw error;
    }
  };
}
