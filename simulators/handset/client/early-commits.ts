/** Groups whose commits are kept, and commits of one group: more are forgotten, oldest first. */
const limits = { groups: 16, commits: 16 } as const;

/** Commits of groups whose Welcome has not come yet: a Welcome is large, and may be overtaken by what follows it. */
export interface EarlyCommits {
  keep(groupId: string, commit: Uint8Array): void;
  /** Those of a group, in the order in which they came; they are not kept any longer. */
  take(groupId: string): readonly Uint8Array[];
}

export function earlyCommits(): EarlyCommits {
  const kept = new Map<string, Uint8Array[]>();
  return {
    keep(groupId, commit) {
      const commits = kept.get(groupId) ?? [];
      kept.delete(groupId);
      kept.set(groupId, [...commits, commit].slice(-limits.commits));
      if (kept.size > limits.groups) kept.delete(kept.keys().next().value ?? '');
    },
    take(groupId) {
      const commits = kept.get(groupId) ?? [];
      kept.delete(groupId);
      return commits;
    },
  };
}
