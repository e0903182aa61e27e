import { z } from 'zod';
import { consistencyProof, proofFile } from './log.ts';
import type { Operation } from './operation.ts';

/** A size of the log: whole, not negative, without leading zeros. */
const size = z.string().regex(/^(0|[1-9]\d{0,14})$/);

/**
 * Three digits; more of them in front, each with an `x` and a slash, for numbers above 999 (`x001/x234/067`). A tile that is
 * not full ends with `.p/` and its width.
 */
const index = z.string().regex(/^(x\d{3}\/){0,5}\d{3}(\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/);

/** The archive's log of commitments, for auditors: RFC 6962, C2SP tlog-tiles and tlog-checkpoint. */
export const logOperations: readonly Operation[] = [
  {
    id: 'readCheckpoint',
    method: 'GET',
    path: '/log/checkpoint',
    role: 'auditor',
    summary: 'What the log says of itself: origin, size and root as a signed note (C2SP tlog-checkpoint).',
    answers: { 200: { type: 'text/plain' } },
    refusals: [401, 403, 503],
  },
  {
    id: 'readTile',
    method: 'GET',
    path: '/log/tile/{level}/{index}',
    role: 'auditor',
    summary: 'The hashes of one tile, 32 bytes each (C2SP tlog-tiles); slashes in the index stay slashes.',
    parameters: { level: z.string().regex(/^(\d|[1-5]\d|6[0-3])$/), index },
    answers: { 200: { type: 'application/octet-stream' } },
    refusals: [400, 401, 403, 404, 503],
  },
  {
    id: 'readEntries',
    method: 'GET',
    path: '/log/tile/entries/{index}',
    role: 'auditor',
    summary: 'The leaves below one tile of level 0, each behind its length in two bytes (C2SP tlog-tiles).',
    parameters: { index },
    answers: { 200: { type: 'application/octet-stream' } },
    refusals: [400, 401, 403, 404, 503],
  },
  {
    id: 'proveConsistency',
    method: 'GET',
    path: '/log/consistency',
    role: 'auditor',
    summary: 'The proof that the log of `to` leaves begins with the one of `from` (RFC 6962 section 2.1.2).',
    query: { from: size, to: size },
    answers: { 200: { type: 'application/json', schema: consistencyProof } },
    refusals: [400, 401, 403, 404, 503],
  },
  {
    id: 'proveRecord',
    method: 'GET',
    path: '/records/{record_id}/proof',
    role: 'auditor',
    summary: 'A file that proves offline that the log commits to a record as it is, or to its erasure.',
    parameters: { record_id: z.string().min(1) },
    answers: { 200: { type: 'application/json', schema: proofFile } },
    refusals: [401, 403, 404, 503],
  },
];
