import type { Plant } from '../plant.ts';

/** Defects that a metadata invariant must catch: what the platform tells, and what the subject gives of it. */
export const metadataPlants: readonly Plant[] = [
  {
    id: 'rows-name-the-device',
    title: 'metadata rows have a field that the contract does not know',
    file: 'simulators/enterprise/archive/app.ts',
    find: 'return context.json({ events: rows, next, more });',
    replace: `const named = rows.map((row) => ({ ...row, event: { ...row.event, sender: 'phone-1' } }));
    return context.json({ events: named, next, more });`,
    invariant: 'metadata-schema',
  },
  {
    id: 'rows-in-seconds',
    title: 'metadata rows give times in seconds',
    file: 'simulators/enterprise/archive/app.ts',
    find: 'return context.json({ events: rows, next, more });',
    replace: `const inSeconds = (time: string) => time.replace(/\\.\\d+Z$/, 'Z');
    const short = rows.map((row) => ({ ...row, event: { ...row.event, sent_timestamp: inSeconds(row.event.sent_timestamp) } }));
    return context.json({ events: short, next, more });`,
    invariant: 'metadata-schema',
  },
  {
    id: 'rows-lose-a-field',
    title: 'metadata rows leave out attachment_refs when there are none',
    file: 'simulators/enterprise/archive/app.ts',
    find: 'return context.json({ events: rows, next, more });',
    replace: `const bare = rows.map((row) => ({ ...row, event: { ...row.event, attachment_refs: undefined } }));
    return context.json({ events: bare, next, more });`,
    invariant: 'metadata-schema',
  },
  {
    id: 'delivery-cut-to-seconds',
    title: 'the platform cuts the time of delivery to the second',
    file: 'simulators/enterprise/platform/status-times.ts',
    find: 'times.deliveredMs = Math.min(',
    replace: `times.deliveredMs = Math.floor(at_ms / 1000) * 1000;
    void Math.min(`,
    invariant: 'metadata-ordered',
  },
  {
    id: 'read-when-it-was-sent',
    title: 'the platform stamps reading with the time of sending',
    file: 'simulators/enterprise/platform/status-times.ts',
    find: 'read_timestamp: timestamp(times.readMs),',
    replace: 'read_timestamp: timestamp(times.sentMs),',
    invariant: 'metadata-ordered',
  },
  {
    id: 'conversation-by-status',
    title: 'each status of a message is told in a conversation of its own',
    file: 'simulators/enterprise/platform/platform.ts',
    find: "keyedHash(keys.identifier, 'conversation', event.conversation_id)",
    replace: "keyedHash(keys.identifier, 'conversation', event.conversation_id + event.status)",
    invariant: 'metadata-consistent',
  },
  {
    id: 'reader-for-sender',
    title: 'the platform takes who read a message for who sent it',
    file: 'simulators/enterprise/platform/platform.ts',
    find: "keyedHash(keys.identifier, 'msisdn', event.from)",
    replace: "keyedHash(keys.identifier, 'msisdn', event.status === 'displayed' ? event.to : event.from)",
    invariant: 'metadata-consistent',
  },
  {
    id: 'hash-of-a-number',
    title: 'the platform gives a content hash that no endpoint handed in',
    file: 'simulators/enterprise/platform/content-hashes.ts',
    find: '?.contentHash ?? null',
    replace: "?.contentHash.replace(/..$/, 'zz'.replace(/z/g, '0')) ?? null",
    invariant: 'metadata-consistent',
  },
  {
    id: 'sent-before-typed',
    title: 'the platform stamps sending a minute early',
    file: 'simulators/enterprise/platform/status-times.ts',
    find: 'times.sentMs ??= at_ms;',
    replace: 'times.sentMs ??= at_ms - 60_000;',
    invariant: 'metadata-consistent',
  },
  {
    id: 'pseudonyms-anybody-can-make',
    title: 'pseudonyms of numbers are plain hashes, which anybody can try out',
    file: 'simulators/enterprise/keyed-hash.ts',
    find: 'const mac = hmacSha256(key, Buffer.from(',
    replace:
      'const mac = ((_: unknown, said: Buffer) => sha256(said.subarray(said.indexOf(10) + 1)))(key, Buffer.from(',
    also: [
      {
        file: 'simulators/enterprise/keyed-hash.ts',
        find: "import { hmacSha256 } from '../crypto/hmac.ts';",
        replace: "import { sha256 } from '../crypto/sha256.ts';",
      },
    ],
    invariant: 'metadata-private',
  },
  {
    id: 'references-name-the-file',
    title: 'the platform refers to attachments by the names of their files',
    file: 'simulators/enterprise/platform/platform.ts',
    find: 'attachment_refs: [],',
    replace: "attachment_refs: ['att://gateway/score.pdf'],",
    invariant: 'metadata-private',
  },
  {
    id: 'references-name-the-number',
    title: 'the platform names the recipient by number in a reference',
    file: 'simulators/enterprise/platform/platform.ts',
    find: 'attachment_refs: [],',
    replace: "attachment_refs: ['att://gateway/' + event.to.slice(1)],",
    invariant: 'metadata-private',
  },
  {
    id: 'times-uncut',
    title: 'the platform tells milliseconds in a profile that has whole seconds',
    file: 'simulators/enterprise/article/article-event.ts',
    find: "timestamp: (reached ?? sent_timestamp).replace(/\\.\\d+Z$/, 'Z'),",
    replace: 'timestamp: reached ?? sent_timestamp,',
    also: [
      {
        file: 'simulators/enterprise/article/article-event.ts',
        find: 'timestamp: z.iso.datetime({ precision: 0 }),',
        replace: 'timestamp: z.iso.datetime(),',
      },
    ],
    invariant: 'metadata-schema',
    plan: 'article',
  },
  {
    id: 'event-ids-of-numbers',
    title: 'the platform makes the ids of events from numbers',
    file: 'simulators/enterprise/platform/wire/rbm.ts',
    find: "const id = Buffer.from(own.bytes(16)).toString('base64url');",
    replace: "const id = numbers.to.slice(1) + Buffer.from(own.bytes(4)).toString('base64url');",
    invariant: 'metadata-private',
    plan: 'rbm',
  },
];
