import type { Plan } from '../../faults/plan/schema.ts';

/** How the names of these plans end: they are played against a subject, and may show nothing without it. */
export const nameEnd = ' against';

/** Whether an exploration or a rehearsal against a subject wrote this plan. */
export const isAgainst = ({ name = '' }: Pick<Plan, 'name'>): boolean =>
  /^(explore|rehearse) /.test(name) && name.endsWith(nameEnd);

/** What the plan of a scenario that was played against a subject is called. */
export const nameAgainst = (scenario: string): string =>
  isAgainst({ name: scenario }) ? scenario : `rehearse ${scenario}${nameEnd}`;
