import type { PhoneConfig } from '../../simulators/cast.ts';
import type { Plan } from '../faults/plan/schema.ts';

/** The phones of a plan's world as a simulated world takes them. */
export const planPhones = ({ world: { phones } }: Plan): PhoneConfig[] =>
  phones.map(({ name, os, carrier, msisdn, pairedWith }) => ({
    name,
    os,
    ...(pairedWith !== undefined && { pairedWith }),
    ...(carrier !== undefined && { carrier }),
    ...(msisdn !== undefined && { msisdn }),
  }));
