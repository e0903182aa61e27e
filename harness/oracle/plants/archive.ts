import type { Plant } from '../plant.ts';

/** Defects that an archive invariant must catch. */
export const archivePlants: readonly Plant[] = [
  {
    id: 'agent-drops-uploads',
    title: 'the archival agent takes every upload for done without sending it',
    file: 'simulators/handset/agent/agent.ts',
    find: 'await remote.upload(tokenNow(), upload)',
    replace: "{ status: 201, error: null, verdict: 'done' as const }",
    invariant: 'archive-complete',
  },
  {
    id: 'agent-skips-received',
    title: 'the archival agent captures what was sent and forgets what was received',
    file: 'simulators/handset/agent/agent.ts',
    find: 'captured(message) {',
    replace: "captured(message) {\n      if (message.direction === 'in') return;",
    invariant: 'archive-complete',
  },
  {
    id: 'iphone-shows-another-text',
    title: 'the iPhone shows a text that is not the one it received',
    file: 'simulators/handset/ui/ios/bubble.ts',
    find: '        label: message.body,',
    replace: "        label: message.body.replace('a', 'e'),",
    invariant: 'archive-faithful',
  },
  {
    id: 'capture-loses-a-mark',
    title: 'what is captured of a received message loses a punctuation mark',
    file: 'simulators/handset/client/reception.ts',
    find: 'body: body ?? null,',
    replace: "body: body?.replace(/[.?!]/, '') ?? null,",
    invariant: 'archive-faithful',
  },
  {
    id: 'hash-of-another-text',
    title: 'the archival agent hashes a text without its first byte',
    file: 'simulators/handset/agent/message-copy.ts',
    find: 'contentHash(credentials.content_hash_key, canonical)',
    replace: 'contentHash(credentials.content_hash_key, canonical.subarray(1))',
    invariant: 'archive-faithful',
  },
  {
    id: 'copy-does-not-open',
    title: 'the archival agent seals copies that the escrow key does not open',
    file: 'simulators/handset/agent/message-copy.ts',
    find: 'sealCopy(key, { ...about, content_hash }',
    replace: 'sealCopy(key, { ...about, version: version + 1, content_hash }',
    invariant: 'archive-faithful',
  },
  {
    id: 'archive-drops-received',
    title: 'the archive acknowledges copies of received messages and keeps none',
    file: 'simulators/enterprise/archive/app.ts',
    find: '  function store({ device_id }: Device, upload: RecordUpload): UploadResponse {',
    replace: `  function store({ device_id }: Device, upload: RecordUpload): UploadResponse {
    if (upload.direction === 'in') return { record_id: 'rec_none', archived_at: upload.device_timestamp, duplicate: false };`,
    invariant: 'archive-complete',
  },
  {
    id: 'captured-twice',
    title: 'the archival agent captures every message twice, under two names',
    file: 'simulators/handset/agent/agent.ts',
    find: 'const item = kept.add(message);',
    replace: `if (message.direction === 'out') take(kept.add({ ...message, message_id: \`\${message.message_id}-2\` }));
      const item = kept.add(message);`,
    invariant: 'archive-exactly-once',
  },
  {
    id: 'records-given-twice',
    title: 'the archive gives its first record twice',
    file: 'simulators/enterprise/archive/app.ts',
    find: 'return context.json({ records: rows, next, more });',
    replace: 'return context.json({ records: [...rows.slice(0, 1), ...rows], next, more });',
    invariant: 'archive-exactly-once',
  },
  {
    id: 'versions-from-two',
    title: 'the archival agent numbers versions from two',
    file: 'simulators/handset/agent/message-copy.ts',
    find: 'custodian, peer, direction, version, device_timestamp };',
    replace: 'custodian, peer, direction, version: version + 1, device_timestamp };',
    invariant: 'archive-exactly-once',
  },
];
