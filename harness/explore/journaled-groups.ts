import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { Step } from '../faults/plan/schema.ts';

/** The groups of a journal, which knows them by their titles, as a plan names them. */
export interface NamedGroups {
  /** The name of the group with a title that it has, or once had. */
  called(title: string): string | undefined;
  /** A group was made under this title; returns its name. */
  created(title: string): string;
  renamed(from: string, to: string): void;
}

export function namedGroups(): NamedGroups {
  const names = new Map<string, string>();
  let made = 0;
  return {
    called: (title) => names.get(title),
    created(title) {
      made++;
      const name = `group-${made}`;
      names.set(title, name);
      return name;
    },
    renamed(from, to) {
      const name = names.get(from);
      if (name !== undefined) names.set(to, name);
    },
  };
}

/**
 * What a user did to a group, as steps of a plan; none for a group that nobody was seen to make, and for pictures, which
 * no plan has.
 * @param people the names of the phones with these numbers
 * @param named the phone or group behind a peer
 */
export function groupSteps(
  at: string,
  { phone: by, did, peer, whom, name: subject }: JournalData['ui.grouped'],
  groups: NamedGroups,
  people: (msisdns: readonly string[]) => string[],
  named: (peer: string) => string | undefined,
): readonly Step[] {
  if (did === 'created')
    return [{ at, do: 'create-group', by, group: groups.created(peer), members: people(whom), subject: peer }];
  if (did === 'encryption-ended') {
    const other = named(peer);
    return other === undefined ? [] : [{ at, do: 'end-encryption', by, peer: other }];
  }
  const group = groups.called(peer);
  if (group === undefined) return [];
  switch (did) {
    case 'added':
      return people(whom).map((member) => ({ at, do: 'add', by, group, member }));
    case 'removed':
      return people(whom).map((member) => ({ at, do: 'remove', by, group, member }));
    case 'left':
      return [{ at, do: 'leave', by, group }];
    case 'renamed':
      if (subject === undefined) return [];
      groups.renamed(peer, subject);
      return [{ at, do: 'rename', by, group, subject }];
    case 'icon-changed':
      return [];
  }
}
