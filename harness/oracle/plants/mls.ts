import type { Plant } from '../plant.ts';

/** Defects that an MLS invariant must catch. */
export const mlsPlants: readonly Plant[] = [
  {
    id: 'client-keeps-old-epoch',
    title: 'a client that rotated its keys stays in the old epoch after its commit was accepted',
    file: 'simulators/mls/client/group-holdings.ts',
    find: `    const { group } = held.pending;
    // Nothing`,
    replace: `    const group = held.established ? held.group : held.pending.group;
    // Nothing`,
    invariant: 'mls-agreement',
  },
  {
    id: 'fork-unnamed',
    title: 'a client that is written to in another branch of its group names no fork',
    file: 'simulators/mls/client/application-messages.ts',
    find: 'if (!opened.ok && opened.at && isFork(groupId, held, opened.at, claim)) {',
    replace: 'if (!opened.ok && false) {',
    invariant: 'mls-agreement',
    plan: 'recovery',
  },
  {
    id: 'end-of-mls-ignored',
    title: 'a phone goes on encrypting in a group in which MLS was ended',
    file: 'simulators/handset/client/message-route.ts',
    find: "if (secured?.ended) return 'clear'; //",
    replace: "if (secured?.ended) return 'encrypted'; //",
    also: [
      {
        file: 'simulators/mls/client/application-messages.ts',
        find: 'if (held.group.ended) throw',
        replace: 'if (!held) throw',
      },
    ],
    invariant: 'mls-agreement',
    plan: 'recovery',
  },
  {
    id: 'certificate-floor-ignored',
    title: 'the key directory takes KeyPackages whose certificate has less than 30 days left',
    file: 'simulators/carrier/kds-schema.ts',
    find: 'verifyChain(credential.certificates, roots, nowMs, remainingFloorMs)',
    replace: 'verifyChain(credential.certificates, roots, nowMs)',
    invariant: 'mls-agreement',
    plan: 'recovery',
  },
  {
    id: 'leaver-kept',
    title: 'nobody commits what a member who leaves has proposed',
    file: 'simulators/handset/client/control-intake.ts',
    find: 'if (!group || mls.proposals(groupId) === 0) return;',
    replace: 'if (group) return;',
    invariant: 'mls-agreement',
    plan: 'crew',
  },
  {
    id: 'removed-member-stays',
    title: 'a client that was removed from a group takes itself for a member all the same',
    file: 'simulators/mls/client/arriving-handshakes.ts',
    find: "if (processed.problem === 'removed') leave(groupId);",
    replace: '',
    invariant: 'mls-agreement',
    plan: 'crew',
  },
  {
    id: 'refused-commit-adopted',
    title: 'a client goes on to the epoch of its own commit though the focus has refused it',
    file: 'simulators/mls/client/arriving-handshakes.ts',
    find: "discard(held, 'refused by the focus');",
    replace: 'if (held.established) return void settle(groupId, held);',
    invariant: 'mls-agreement',
    plan: 'recovery',
  },
  {
    id: 'focus-adopts-stale-commits',
    title: 'the focus takes commits of an epoch that is over',
    file: 'simulators/mls/wire/arbitration.ts',
    find: 'submission.era === group.era && commit.epoch !== group.epoch',
    replace: 'submission.era === group.era && commit.epoch > group.epoch',
    also: [
      {
        file: 'simulators/mls/wire/arbitration.ts',
        find: 'const after = checkGroupInfo(group, message, change, submission.groupInfo, context.readCertificate);',
        replace: 'const after = change;',
      },
    ],
    invariant: 'mls-agreement',
    plan: 'recovery',
  },
  {
    id: 'roster-check-left-out',
    title: 'the focus lets members of an MLS group in that are not on the roster, and does not look',
    file: 'simulators/mls/wire/arbitration.ts',
    find: '  if (!roster) return undefined;',
    replace: '  if (roster) return undefined;',
    also: [
      {
        file: 'simulators/carrier/group-control.ts',
        find: "if (joined.length > 0) conference.change(group.id, { kind: 'added', by, members: joined });",
        replace: '',
      },
    ],
    invariant: 'mls-agreement',
    plan: 'crew',
  },
  {
    id: 'device-left-behind',
    title: 'who is removed by number is removed with one device of several, and the focus does not look',
    file: 'simulators/mls/client/departing-leaves.ts',
    find: 'for (const { leafIndex } of found) leaves.add(leafIndex);',
    replace: 'for (const { leafIndex } of found.slice(0, 1)) leaves.add(leafIndex);',
    also: [
      {
        file: 'simulators/mls/wire/arbitration.ts',
        find: 'const left = before.filter((msisdn) => !now.includes(msisdn));',
        replace: 'const left = [...new Set(change.removed.map(({ msisdn }) => msisdn))];',
      },
      {
        file: 'simulators/mls/wire/arbitration.ts',
        find: 'if (foreign !== undefined) return',
        replace: 'if (foreign === null) return',
      },
    ],
    invariant: 'mls-agreement',
    plan: 'crew',
  },
];
