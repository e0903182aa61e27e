import type fc from 'fast-check';

/**
 * Parameters that exploration draws otherwise than from their schema, by fault: where the schema allows what no world can
 * get over, or cannot say which values matter.
 */
export const narrowed: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<unknown>>>>> = {};
