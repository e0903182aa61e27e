import { z } from 'zod';

/** Every refusal: `application/problem+json` (RFC 9457). */
export const problem = z.looseObject({
  type: z.string().min(1),
  title: z.string().min(1),
  status: z.int().min(400).max(599),
  detail: z.string().optional(),
});
