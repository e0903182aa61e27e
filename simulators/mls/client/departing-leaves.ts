import type { Member } from '../engine/port.ts';
import type { GroupChanges } from './client.ts';
import { MlsClientError } from './client-error.ts';
import { deviceOf, type HeldGroup, msisdnOfUri } from './held-group.ts';

/**
 * The leaves that changes take away, by index: all of a participant, or that of one device.
 * @throws MlsClientError when somebody is not there, or would remove itself
 */
export function departingLeaves({ group }: HeldGroup, { remove = [], removeDevices = [] }: GroupChanges): number[] {
  const leaves = new Set<number>();
  const take = (whom: string, matches: (member: Member) => boolean): void => {
    const found = group.members.filter(matches);
    if (found.length === 0) throw new MlsClientError(`${whom} is not in the group`);
    for (const { leafIndex } of found) leaves.add(leafIndex);
  };
  for (const gone of remove) take(gone, ({ uri }) => msisdnOfUri(uri) === gone);
  for (const { msisdn: owner, device } of removeDevices)
    take(`device ${device} of ${owner}`, (member) => msisdnOfUri(member.uri) === owner && deviceOf(member) === device);
  if (leaves.has(group.ownLeaf)) throw new MlsClientError('nobody removes itself: it leaves');
  return [...leaves].sort((one, other) => one - other);
}
