import { keySchedule, secretTree, transcriptHashes } from './key-schedule.ts';
import { messageProtection, messages, welcome } from './messages.ts';
import { passiveClientHandlingCommit, passiveClientRandom, passiveClientWelcome } from './passive-client.ts';
import { cryptoBasics, deserialization, pskSecret, treeMath } from './primitives.ts';
import { treekem, treeOperations, treeValidation } from './trees.ts';
import type { VectorFile } from './vector-file.ts';

/** Every file of the official RFC 9420 vectors. */
export const officialVectors: readonly VectorFile[] = [
  treeMath,
  deserialization,
  cryptoBasics,
  secretTree,
  messageProtection,
  keySchedule,
  pskSecret,
  transcriptHashes,
  welcome,
  treeOperations,
  treeValidation,
  treekem,
  messages,
  passiveClientWelcome,
  passiveClientHandlingCommit,
  passiveClientRandom,
];

/** What the whole set amounts to: 785 cases. Anything else is another set of vectors, of which nothing is claimed. */
export const officialCounts = { suite1: 71, suite2: 65, noSuite: 324, otherSuites: 325 } as const;
