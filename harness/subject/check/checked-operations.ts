import { hostOperations } from '../contract/host-operations.ts';
import type { Operation } from '../contract/operation.ts';
import { operations } from '../contract/operations.ts';

/** Every operation that is held against the contract: a tenant's, and those of a server of many that take credentials. */
export const checkedOperations: readonly Operation[] = [
  ...operations,
  ...hostOperations.filter(({ role }) => role !== 'anyone'),
];
