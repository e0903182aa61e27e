import { z } from 'zod';
import { exportManifest, exportRequest, exportStarted } from './export.ts';
import type { Operation } from './operation.ts';

const parameters = { export_id: exportStarted.shape.export_id };

/** Auditors take exports of the archive. */
export const exportOperations: readonly Operation[] = [
  {
    id: 'startExport',
    method: 'POST',
    path: '/exports',
    role: 'auditor',
    summary:
      'Begins an export of everything archived so far that is asked for; what is archived later is not in it, and what is erased later is not given out.',
    request: { type: 'application/json', schema: exportRequest },
    answers: { 202: { type: 'application/json', schema: exportStarted } },
    refusals: [400, 401, 403, 413, 415, 429, 503],
  },
  {
    id: 'readExport',
    method: 'GET',
    path: '/exports/{export_id}',
    role: 'auditor',
    summary:
      'The signed manifest of an export, byte for byte the same each time; 202 with Retry-After while it is made.',
    parameters,
    answers: {
      200: { type: 'application/json', schema: exportManifest },
      202: { type: 'application/json', schema: exportStarted },
    },
    refusals: [401, 403, 404, 429, 503],
  },
  {
    id: 'readExportPart',
    method: 'GET',
    path: '/exports/{export_id}/parts/{n}',
    role: 'auditor',
    summary:
      "The n-th file of the manifest, from 1, and after the records' files those of the log; 410 when a record of it was erased since.",
    parameters: { ...parameters, n: z.string().regex(/^[1-9]\d{0,6}$/) },
    answers: { 200: { type: 'application/octet-stream' } },
    refusals: [400, 401, 403, 404, 409, 410, 429, 503],
  },
];
