import type { Plant } from '../plant.ts';

/** Defects that a webhook invariant must catch: in the platform that delivers, and in the receiver. */
export const webhookPlants: readonly Plant[] = [
  {
    id: 'receiver-takes-any-signature',
    title: 'the receiver is content with any signature',
    file: 'simulators/enterprise/standard-webhooks/signature.ts',
    find: 'return headers.signatures.some((signature) =>',
    replace: 'return headers.signatures.length > 0 || headers.signatures.some((signature) =>',
    invariant: 'webhook-authentic',
  },
  {
    id: 'receiver-forgets-the-hash',
    title: 'the receiver stores rows without their content hash',
    file: 'simulators/enterprise/archive/events.ts',
    find: 'content_hash: event.content_hash,',
    replace: 'content_hash: null,',
    invariant: 'webhook-authentic',
  },
  {
    id: 'receiver-adds-a-reference',
    title: 'the receiver stores a reference to an attachment that nobody sent',
    file: 'simulators/enterprise/archive/events.ts',
    find: 'attachment_refs: JSON.stringify(event.attachment_refs),',
    replace: "attachment_refs: JSON.stringify(['att://gateway/none']),",
    invariant: 'webhook-authentic',
  },
  {
    id: 'no-retry-after-5xx',
    title: 'the platform does not try again what was answered with a server error',
    file: 'simulators/enterprise/platform/delivery.ts',
    find: 'const again = !acknowledged && http_status !== 410',
    replace: 'const again = !acknowledged && http_status !== 410 && (http_status ?? 0) < 500',
    invariant: 'webhook-delivered',
  },
  {
    id: 'reading-never-told',
    title: 'the platform tells nobody that a message was read',
    file: 'simulators/enterprise/platform/platform.ts',
    find: 'if (!stamped) return;',
    replace: "if (!stamped || event.status === 'displayed') return;",
    invariant: 'webhook-delivered',
  },
  {
    id: 'acknowledged-unstored',
    title: 'the receiver acknowledges that a message was read and stores nothing',
    file: 'simulators/enterprise/receiver/receiver.ts',
    find: 'const stored = await events.store(webhookId, event, clock.now());',
    replace:
      "const stored = aboutOf(event).status === 'read' ? 'stored' : await events.store(webhookId, event, clock.now());",
    invariant: 'webhook-delivered',
  },
  {
    id: 'row-a-delivery',
    title: 'the receiver keeps each delivery under a name of its own',
    file: 'simulators/enterprise/receiver/receiver.ts',
    find: 'const stored = await events.store(webhookId, event, clock.now());',
    replace: 'const stored = await events.store(webhookId + clock.now(), event, clock.now());',
    invariant: 'webhook-idempotent',
  },
  {
    id: 'row-an-attempt',
    title: 'the platform names each attempt of a webhook anew, and the receiver cannot tell a repeated one',
    file: 'simulators/enterprise/archive/events.ts',
    find: 'const { rows } = await inTransaction(database, tenant, (transaction) => insert(transaction, row));',
    replace: `row.webhook_id = \`\${webhook_id}.\${received_at}\`;
      const { rows } = await inTransaction(database, tenant, (transaction) => insert(transaction, row));`,
    invariant: 'webhook-idempotent',
  },
  {
    id: 'rows-given-twice',
    title: 'metadata rows are given twice',
    file: 'simulators/enterprise/archive/events.ts',
    find: 'return cutPage(rows, query, (row) => ({',
    replace: 'return cutPage(rows.flatMap((row) => [row, row]), query, (row) => ({',
    invariant: 'webhook-idempotent',
  },
  {
    id: 'told-of-one-recipient',
    title: 'the platform tells of one recipient of a message to a group',
    file: 'simulators/carrier/platform-log.ts',
    find: "      tell(from, to, id, entry, 'sent');",
    replace:
      "      if (![...followed.keys()].some((other) => other.endsWith(id) && other !== key(from, to, id)))\n        tell(from, to, id, entry, 'sent');",
    invariant: 'webhook-delivered',
    plan: 'crew',
  },
];
