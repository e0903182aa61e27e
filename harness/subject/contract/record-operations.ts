import { z } from 'zod';
import type { Operation } from './operation.ts';
import { pageQuery, recordPage } from './page.ts';
import { archiveRecord, batchResponse, recordBatch, recordUpload, uploadResponse } from './record.ts';

/** Devices write records; auditors read them. */
export const recordOperations: readonly Operation[] = [
  {
    id: 'uploadRecord',
    method: 'POST',
    path: '/records',
    role: 'device',
    summary: 'Stores one copy of one message, once under (logical message, custodian, version).',
    request: { type: 'application/json', schema: recordUpload },
    answers: {
      200: { type: 'application/json', schema: uploadResponse },
      201: { type: 'application/json', schema: uploadResponse },
    },
    refusals: [400, 401, 403, 409, 413, 415, 503],
  },
  {
    id: 'uploadRecords',
    method: 'POST',
    path: '/records/batch',
    role: 'device',
    summary: 'Stores up to 50 copies, each as uploadRecord would, with an outcome of its own.',
    request: { type: 'application/json', schema: recordBatch },
    answers: { 200: { type: 'application/json', schema: batchResponse } },
    refusals: [400, 401, 413, 415, 503],
  },
  {
    id: 'listRecords',
    method: 'GET',
    path: '/records',
    role: 'auditor',
    summary: 'A page of records in the order of archiving; what was read after a cursor is read there again.',
    query: pageQuery,
    answers: { 200: { type: 'application/json', schema: recordPage } },
    refusals: [400, 401, 403, 503],
  },
  {
    id: 'readRecord',
    method: 'GET',
    path: '/records/{record_id}',
    role: 'auditor',
    summary: 'One record.',
    parameters: { record_id: z.string().min(1) },
    answers: { 200: { type: 'application/json', schema: archiveRecord } },
    refusals: [401, 403, 404, 503],
  },
];
