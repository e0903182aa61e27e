import type { GroupIcon } from '../../simulators/handset/model.ts';

/** What a picture for groups is called where it is read out. [N] */
export const pictureName = (icon: GroupIcon): string => icon.charAt(0).toUpperCase() + icon.slice(1);
