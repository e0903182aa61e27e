import fc from 'fast-check';

/**
 * Parameters that exploration draws otherwise than from their schema, by fault: where the schema allows what no world can
 * get over, or cannot say which values matter.
 */
export const narrowed: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<unknown>>>>> = {
  // Hours of Retry-After are allowed, and waited for: longer than a world takes to come to rest.
  'webhook.throttled': { retryAfter: fc.integer({ min: 0, max: 120 }) },
};
