/**
 * Who is to blame, as both generators sort failures: by the class that stands in brackets at the beginning of a message.
 * An assertion without one is the product's; an error without one is the harness's own.
 */
export const categories = [
  {
    name: 'Product: a promise was broken',
    matchedStatuses: ['failed'],
    messageRegex: '^(?!\\[(unknown|harness|device|environment)\\])[\\s\\S]*',
  },
  {
    name: 'Undecided: a check could not be made',
    matchedStatuses: ['failed', 'broken'],
    messageRegex: '^\\[unknown\\][\\s\\S]*',
  },
  {
    name: 'Device: a phone was lost or refused',
    matchedStatuses: ['failed', 'broken'],
    messageRegex: '^\\[device\\][\\s\\S]*',
  },
  {
    name: 'Environment: the machine or its network',
    matchedStatuses: ['failed', 'broken'],
    messageRegex: '^\\[environment\\][\\s\\S]*',
  },
  // The reporter calls an error "failed" when its message holds the word "expect".
  {
    name: 'Harness: the rehearsal itself',
    matchedStatuses: ['failed', 'broken'],
    messageRegex: '^\\[harness\\][\\s\\S]*',
  },
  {
    name: 'Harness: unforeseen',
    matchedStatuses: ['broken'],
    messageRegex: '^(?!\\[(unknown|harness|device|environment)\\])[\\s\\S]*',
  },
] as const;
