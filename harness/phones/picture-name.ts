import { type GroupIcon, groupIcons } from '../../simulators/handset/model.ts';

/** What a picture for groups is called where it is read out. [N] */
export const pictureName = (icon: GroupIcon): string => icon.charAt(0).toUpperCase() + icon.slice(1);

/** Where one is to be chosen: which one is; undefined while none is. @param find the picture of a name */
export async function chosenIcon(
  find: (name: string) => Promise<{ isSelected(): Promise<boolean> }>,
): Promise<GroupIcon | undefined> {
  for (const icon of groupIcons) if (await (await find(pictureName(icon))).isSelected()) return icon;
  return undefined;
}
