import { z } from 'zod';
import { chainHead, chainPage } from './manifest.ts';
import type { Operation } from './operation.ts';
import { pageQuery } from './page.ts';

/** Chains of signed manifests: one a device. */
export const manifestOperations: readonly Operation[] = [
  {
    id: 'readChainHead',
    method: 'GET',
    path: '/manifests/head',
    role: 'device',
    summary: "Where the device's own chain of manifests is, for one that lost count.",
    answers: { 200: { type: 'application/json', schema: chainHead } },
    refusals: [401, 503],
  },
  {
    id: 'listManifests',
    method: 'GET',
    path: '/manifests',
    role: 'auditor',
    summary: "A page of a device's chain in the order of its sequence, with the key that it is signed with.",
    query: { device_id: z.string().min(1), ...pageQuery },
    answers: { 200: { type: 'application/json', schema: chainPage } },
    refusals: [400, 401, 403, 404, 503],
  },
];
