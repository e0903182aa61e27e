import type { RecordsOfficer } from '../../subject/records-officer.ts';
import { parseDuration } from '../duration.ts';
import { type RunStage, StepImpossible } from './run-stage.ts';
import type { OfficeAction } from './schema.ts';

/** What plans call the rule of a retention that they set. */
const ownRule = { rule: 'plan', citation: 'The plan of this run' };

/**
 * Has the records officer do what a step says, with numbers in the place of names and times of day in the place of times of
 * the world. @throws StepImpossible where there is no such hold to release
 */
export async function inOffice(
  action: OfficeAction,
  stage: Pick<RunStage, 'startedAtMs' | 'msisdn' | 'officer'>,
): Promise<void> {
  const instant = (text: string | undefined): string | null =>
    text === undefined ? null : new Date(stage.startedAtMs + (parseDuration(text) ?? 0)).toISOString();
  let released = 1;
  const deed = async (officer: RecordsOfficer): Promise<void> => {
    switch (action.do) {
      case 'policy': {
        const own = { retention: action.retention, dispose: false, cold_after: action.coldAfter ?? null, ...ownRule };
        return officer.setPolicy({ profiles: [], own });
      }
      case 'hold': {
        const { matter, custodians, since, until } = action;
        const numbers = custodians?.map((phone) => stage.msisdn(phone)) ?? null;
        const everything = numbers === null && since === undefined && until === undefined;
        const from = everything ? new Date(0).toISOString() : instant(since);
        return officer.placeHold({ matter, custodians: numbers, from, to: instant(until) });
      }
      case 'release':
        released = await officer.release(action.matter);
        return;
      case 'erase':
        return officer.erase(stage.msisdn(action.custodian));
    }
  };
  await stage.officer(deed);
  if (released === 0 && action.do === 'release') throw new StepImpossible(`no hold for "${action.matter}" stands.`);
}
