import { extensionTypes } from '../wire/registry.ts';

/** The extensions of a group's context that stand for its name and picture, by type. */
export const groupExtensions = {
  subjectCommitment: extensionTypes.subjectCommitment,
  iconCommitment: extensionTypes.iconCommitment,
} as const;
