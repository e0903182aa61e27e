import { StepImpossible } from '../../faults/plan/run-stage.ts';
import type { OfficeAction } from '../../faults/plan/schema.ts';
import type { RecordsOfficer } from '../../subject/records-officer.ts';

/** A records officer who is asked for nothing else than these deeds. Everything else throws StepImpossible. */
export function offeredOfficer(officer: RecordsOfficer, deeds: ReadonlySet<OfficeAction['do']>): RecordsOfficer {
  const only = (deed: OfficeAction['do']): void => {
    if (!deeds.has(deed))
      throw new StepImpossible(
        `this subject does not offer "${deed}", or nobody gave what it is judged by: see docs/your-own-archive.md.`,
      );
  };
  return {
    async setPolicy(request) {
      only('policy');
      await officer.setPolicy(request);
    },
    async placeHold(request) {
      only('hold');
      await officer.placeHold(request);
    },
    async release(matter) {
      only('release');
      return officer.release(matter);
    },
    async erase(custodian) {
      only('erase');
      await officer.erase(custodian);
    },
  };
}
