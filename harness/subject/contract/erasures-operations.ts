import type { Operation } from './operation.ts';
import { erasureAnswer, erasureRequest } from './retention.ts';

/** How contents go. */
export const erasuresOperations: readonly Operation[] = [
  {
    id: 'eraseRecords',
    method: 'POST',
    path: '/erasures',
    role: 'operator',
    summary:
      'Erases what no rule keeps and leaves a signed tombstone; each refusal names its rule. The content hash goes also from the events of the message, and what is delivered later does not bring it back.',
    request: { type: 'application/json', schema: erasureRequest },
    answers: { 200: { type: 'application/json', schema: erasureAnswer } },
    refusals: [400, 401, 403, 413, 415, 503],
  },
];
