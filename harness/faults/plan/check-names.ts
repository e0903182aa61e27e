import { findCanaries } from '../../../simulators/kernel/canary.ts';
import { invariants } from '../../oracle/registry.ts';
import { checkGroups } from './check-groups.ts';
import { inWords, PlanError } from './plan-error.ts';
import { isFaultStep, type Plan, subscribers } from './schema.ts';

/** Checks what one part of a plan says of another: names that exist, numbers and canaries that are unique. @throws PlanError */
export function checkNames(plan: Plan, source: string): void {
  const { phones, carriers } = plan.world;
  const fail = (path: readonly PropertyKey[], problem: string): never => {
    throw new PlanError(source, `${inWords(path)} ${problem}`);
  };
  const known = (path: readonly PropertyKey[], word: unknown, names: readonly string[], what: string): void => {
    if (typeof word === 'string' && !names.includes(word)) {
      fail(path, `is "${word}", but there is no such ${what}. Known: ${names.join(', ')}.`);
    }
  };

  const people = phones.filter(({ pairedWith }) => pairedWith === undefined).map(({ name }) => name);
  const seen = new Map<string, number>();
  for (const [index, { name, msisdn, carrier, pairedWith }] of phones.entries()) {
    const path = ['world', 'phones', index];
    for (const [key, value] of Object.entries({ name, msisdn })) {
      if (value === undefined) continue;
      const other = seen.get(value);
      if (other !== undefined)
        fail([...path, key], `is "${value}", which world.phones[${other}] has already. Give each its own.`);
      seen.set(value, index);
    }
    known([...path, 'carrier'], carrier, carriers, 'carrier in world.carriers');
    known([...path, 'pairedWith'], pairedWith, people, 'phone in world.phones with a number of its own');
    for (const [key, value] of Object.entries({ msisdn, carrier })) {
      if (pairedWith !== undefined && value !== undefined)
        fail([...path, key], `is given, but the device is paired with "${pairedWith}" and has its ${key}. Remove it.`);
    }
  }

  const names = phones.map(({ name }) => name);
  const groups = checkGroups(plan, source);
  const canaries = new Map<string, number>();
  for (const [index, step] of plan.steps.entries()) {
    const path = ['steps', index];
    for (const field of ['phone', 'by', 'from'])
      if (field in step)
        known([...path, field], (step as Record<string, unknown>)[field], names, 'phone in world.phones');
    // Who is written to, added or removed is a person, whatever devices they have.
    for (const field of ['member', 'members', 'peer', 'to', 'custodian', 'custodians']) {
      const word = (step as Record<string, unknown>)[field];
      const whom = isFaultStep(step) ? names : field === 'peer' || field === 'to' ? [...people, ...groups] : people;
      for (const [at, one] of (Array.isArray(word) ? word : [word]).entries())
        known([...path, field, ...(Array.isArray(word) ? [at] : [])], one, whom, whatIs(field, groups.length > 0));
    }
    if (isFaultStep(step)) continue;
    const person = (phone: string): string => subscribers(plan).get(phone) ?? phone;
    if (step.do === 'send' && person(step.from) === step.to)
      fail([...path, 'to'], `is "${step.to}", the sender. Name another phone.`);
    if ((step.do === 'read' || step.do === 'delete-message') && person(step.phone) === step.peer)
      fail([...path, 'peer'], `is "${step.peer}" itself. Name another phone.`);
    if (step.do === 'end-encryption' && person(step.by) === step.peer)
      fail([...path, 'peer'], `is "${step.peer}" itself. Name another phone.`);
    if (step.do !== 'send') continue;
    for (const canary of findCanaries(step.body)) {
      const other = canaries.get(canary);
      if (other !== undefined) {
        fail(
          [...path, 'body'],
          `holds ${canary}, as steps[${other}] does. A canary is one message's: remove it, and a new one is added.`,
        );
      }
      canaries.set(canary, index);
    }
  }

  const ids = invariants.map(({ id }) => id);
  for (const [index, id] of (plan.invariants ?? []).entries()) known(['invariants', index], id, ids, 'invariant');
  known(['expect', 'violated'], plan.expect?.violated, ids, 'invariant');
}

/** What a field of a step names. */
function whatIs(field: string, groups: boolean): string {
  const mayBeGroup = groups && (field === 'peer' || field === 'to');
  return mayBeGroup ? 'phone in world.phones and no such group' : 'phone in world.phones';
}
