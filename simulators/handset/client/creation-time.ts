/** Members for whom the fixed time is enough. */
const fewMembers = 32;
/** What each further member takes, ms: claiming its keys is a round trip or two to its carrier, on a slow link too. */
const perMemberMs = 250;

const longer = (members: number): number => perMemberMs * Math.max(0, members - fewMembers);

/** How long the creator of a group tries to make it encrypted, ms; less than `creationWindowMs` of the others. Ours. */
export const creationLimitMs = (members: number): number => 20_000 + longer(members);

/** How long a group that somebody else just created is waited for before its focus is asked whether it is encrypted, ms; ours. */
export const creationWindowMs = (members: number): number => 30_000 + longer(members);
