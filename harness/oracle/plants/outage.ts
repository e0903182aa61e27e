import type { Plant } from '../plant.ts';

/** Defects that show only when the enterprise's process or disk fails: an acknowledgement is a promise to keep. */
export const outagePlants: readonly Plant[] = [
  {
    id: 'archive-writes-behind',
    title: 'the archive acknowledges a record and writes it two seconds later',
    file: 'simulators/enterprise/archive/app.ts',
    find: 'const result = await records.store(id, nonce, device_id, upload, clock.now());',
    replace: `clock.after(2000, 'write behind', () =>
      records.store(id, nonce, device_id, upload, clock.now()).then(() => {}, () => {}));
    const archived = { record_id: id, archived_at: new Date(clock.now()).toISOString(), manifest: upload.manifest };
    const result = { outcome: 'stored' as const, record: archived };`,
    invariant: 'archive-complete',
    plan: 'outage',
  },
  {
    id: 'archive-ignores-a-full-disk',
    title: 'the archive acknowledges what did not fit on its disk',
    file: 'simulators/enterprise/archive/app.ts',
    find: 'const result = await records.store(id, nonce, device_id, upload, clock.now());',
    replace: `const archived = { record_id: id, archived_at: new Date(clock.now()).toISOString(), manifest: upload.manifest };
    const result = await records.store(id, nonce, device_id, upload, clock.now()).catch((error) => {
      if (error.code !== 'SQLITE_FULL') throw error;
      return { outcome: 'stored' as const, record: archived };
    });`,
    invariant: 'archive-complete',
    plan: 'outage',
  },
  {
    id: 'receiver-writes-behind',
    title: 'the receiver acknowledges a webhook and writes it two seconds later',
    file: 'simulators/enterprise/receiver/receiver.ts',
    find: 'const stored = await events.store(webhookId, event, clock.now());',
    replace: `clock.after(2000, 'write behind', () =>
      events.store(webhookId, event, clock.now()).then(() => {}, () => {}));
    const stored: string = 'stored';`,
    invariant: 'webhook-delivered',
    plan: 'outage',
  },
];
