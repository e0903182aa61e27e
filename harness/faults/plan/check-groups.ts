import { parseDuration } from '../duration.ts';
import { inWords, PlanError } from './plan-error.ts';
import { type Action, isFaultStep, isOfficeAction, type Plan, subscribers } from './schema.ts';

/** A group of a plan. */
export interface PlanGroup {
  /** The step that creates it. */
  readonly index: number;
  /** Everybody who is in it at some time, as far as the plan says: names of subscribers' phones. */
  readonly people: Set<string>;
}

/** The group that an action may be about, and whose hands it takes: `peer` and `to` may name a phone as well. */
export function about(
  action: Action,
): { readonly field: 'group' | 'peer' | 'to'; readonly group: string; readonly by: string } | undefined {
  switch (action.do) {
    case 'send':
      return { field: 'to', group: action.to, by: action.from };
    case 'read':
    case 'delete-message':
      return { field: 'peer', group: action.peer, by: action.phone };
    case 'end-encryption':
      return { field: 'peer', group: action.peer, by: action.by };
    case 'add':
    case 'remove':
    case 'leave':
    case 'rename':
      return { field: 'group', group: action.group, by: action.by };
    default:
      return undefined;
  }
}

/** The groups of a plan by name, in the order in which they are created. */
export function planGroups(plan: Plan): ReadonlyMap<string, PlanGroup> {
  const person = (phone: string): string => subscribers(plan).get(phone) ?? phone;
  const groups = new Map<string, PlanGroup>();
  for (const { step, index } of inOrder(plan)) {
    if (isFaultStep(step)) continue;
    if (step.do === 'create-group' && !groups.has(step.group))
      groups.set(step.group, { index, people: new Set([person(step.by), ...step.members]) });
    else if (step.do === 'add') groups.get(step.group)?.people.add(step.member);
  }
  return groups;
}

function inOrder(plan: Plan) {
  return plan.steps
    .map((step, index) => ({ step, index, atMs: parseDuration(step.at) ?? 0 }))
    .sort((a, b) => a.atMs - b.atMs || a.index - b.index);
}

/**
 * Checks groups: each is made once, before anything happens in it, by somebody who can, and is called like no other; who
 * acts in it is in it at some time. Whether they are in it at that moment only the run can tell.
 * @returns the names of all groups
 * @throws PlanError
 */
export function checkGroups(plan: Plan, source: string): readonly string[] {
  const person = (phone: string): string => subscribers(plan).get(phone) ?? phone;
  const fail = (path: readonly PropertyKey[], problem: string): never => {
    throw new PlanError(source, `${inWords(path)} ${problem}`);
  };
  const groups = planGroups(plan);
  const titles = new Map<string, { readonly group: string; readonly index: number }>();
  const names = new Set(plan.world.phones.map(({ name }) => name));
  function called(path: readonly PropertyKey[], subject: string, group: string, index: number): void {
    const other = titles.get(subject);
    if (other !== undefined && other.group !== group)
      fail(path, `is "${subject}", as "${other.group}" is called by steps[${other.index}]. Call it otherwise.`);
    titles.set(subject, { group, index });
  }

  function created(
    { group, members, by, subject }: Extract<Action, { do: 'create-group' }>,
    index: number,
    path: readonly PropertyKey[],
  ): void {
    const other = groups.get(group)?.index;
    if (other !== undefined && other !== index)
      fail([...path, 'group'], `is "${group}", which steps[${other}] creates already. Name it otherwise.`);
    if (names.has(group)) fail([...path, 'group'], `is "${group}", which a phone is called. Name it otherwise.`);
    for (const [at, member] of members.entries()) {
      if (member === person(by)) fail([...path, 'members', at], `is "${member}", who creates it. Leave it out.`);
      if (members.indexOf(member) < at) fail([...path, 'members', at], `is "${member}" once more. Leave it out.`);
    }
    called([...path, subject === undefined ? 'group' : 'subject'], subject ?? group, group, index);
  }

  const made = new Set<string>();
  for (const { step, index } of inOrder(plan)) {
    if (isFaultStep(step) || isOfficeAction(step)) continue;
    const path = ['steps', index];
    if (step.do === 'create-group') {
      created(step, index, path);
      made.add(step.group);
    }
    const what = about(step);
    if (!what || (what.field !== 'group' && names.has(what.group))) continue;
    const { field, group: name, by } = what;
    const group = groups.get(name);
    if (!group) {
      if (field !== 'group') continue; // no phone either: that is said where phones are checked
      const known = groups.size === 0 ? 'The plan creates none.' : `Known: ${[...groups.keys()].join(', ')}.`;
      return fail([...path, field], `is "${name}", but no step creates such a group. ${known}`);
    }
    if (!made.has(name))
      fail([...path, field], `is "${name}", which is created only later, by steps[${group.index}]. Create it first.`);
    if (!group.people.has(person(by)))
      fail(
        path,
        `has "${by}" do something in "${name}" without ever being in it. In it: ${[...group.people].join(', ')}.`,
      );
    if (step.do === 'rename') called([...path, 'subject'], step.subject, name, index);
    if (step.do === 'remove' && step.member === person(by))
      fail([...path, 'member'], `is "${step.member}", who would remove themselves. Write "do": "leave".`);
    if (step.do === 'remove' && !group.people.has(step.member))
      fail(
        [...path, 'member'],
        `is "${step.member}", who is never in "${name}". In it: ${[...group.people].join(', ')}.`,
      );
  }
  return [...groups.keys()];
}
