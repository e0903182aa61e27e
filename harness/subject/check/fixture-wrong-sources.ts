import type { PlantedChange } from '../../oracle/plant.ts';

/** A wrong implementation: the reference with one change to its source. */
export interface WrongSource extends PlantedChange {
  readonly id: string;
  /** The defect, as a bug report would say it. */
  readonly title: string;
  /** The operation that must be named. */
  readonly operation: string;
}

const verify = 'simulators/enterprise/receiver/verify.ts';
const archive = 'simulators/enterprise/archive/app.ts';
const records = 'simulators/enterprise/archive/records.ts';
const enrolment = 'simulators/enterprise/enrolment/enrolment.ts';
const json = 'simulators/enterprise/http/json-body.ts';
const exporting = 'simulators/enterprise/export/parts.ts';
const exportSource = 'simulators/enterprise/export/database-source.ts';
const webhookKeys = 'simulators/enterprise/host/webhook-keys.ts';
const signature = 'simulators/enterprise/standard-webhooks/signature.ts';

/** Each must make the check fail. */
export const wrongSources: readonly WrongSource[] = [
  {
    id: 'old-deliveries',
    title: 'the time of signing is not looked at, so that a delivery can be replayed for ever',
    operation: 'receiveMessageEvent',
    file: signature,
    find: 'return Math.abs(nowMs - Number(timestamp) * 1000) <= toleranceMs;',
    replace: 'return nowMs > 0 && timestamp !== undefined;',
  },
  {
    id: 'future-deliveries',
    title: 'only old deliveries are refused, not those of the future',
    operation: 'receiveMessageEvent',
    file: signature,
    find: 'return Math.abs(nowMs - Number(timestamp) * 1000) <= toleranceMs;',
    replace: 'return nowMs - Number(timestamp) * 1000 <= toleranceMs;',
  },
  {
    id: 'unverified',
    title: 'a signature must be there and is not verified',
    operation: 'receiveMessageEvent',
    file: verify,
    find: `  if (!signed) throw notSigned();
  return { webhookId: headers.id,`,
    replace: '  return { webhookId: headers.id,',
  },
  {
    id: 'first-signature-only',
    title: 'only the first signature is tried, so that a rotation of keys loses deliveries',
    operation: 'receiveMessageEvent',
    file: signature,
    find: "?? '').split(' ', mostSignatures)",
    replace: "?? '').split(' ', 1)",
  },
  {
    id: 'no-public-keys',
    title: 'v1a signatures are not understood',
    operation: 'receiveMessageEvent',
    file: verify,
    find: "const byPublic = headers.signatures.some(({ version }) => version === 'v1a');",
    replace: 'const byPublic = false;',
  },
  {
    id: 'parsed-first',
    title: 'a body is parsed before it is known who sent it',
    operation: 'receiveMessageEvent',
    file: verify,
    find: '  const headers = readHeaders(request.headers);',
    replace: '  checkJson(jsonValue(body), messageEvent);\n  const headers = readHeaders(request.headers);',
  },
  {
    id: 'any-field',
    title: 'an event may have fields that nobody knows, and with them a body',
    operation: 'receiveMessageEvent',
    file: 'simulators/enterprise/message-event.ts',
    find: 'export const messageEvent = z.strictObject({',
    replace: 'export const messageEvent = z.object({',
  },
  {
    id: 'numbers-in-clear',
    title: 'a number is taken where its keyed hash belongs',
    operation: 'receiveMessageEvent',
    file: 'simulators/enterprise/message-event.ts',
    find: '  sender_hash: keyedHashText,',
    replace: '  sender_hash: z.string(),',
  },
  {
    id: 'last-webhook-wins',
    title: 'another event under a known webhook-id is acknowledged',
    operation: 'receiveMessageEvent',
    file: 'simulators/enterprise/receiver/receiver.ts',
    find: "if (stored === 'conflict') throw",
    replace: "if (stored === 'conflict' && clock.now() < 0) throw",
  },
  {
    id: 'bodies-without-end',
    title: 'bodies of any size are read',
    operation: 'uploadRecord',
    file: json,
    find: 'return await readBody(request, limitBytes);',
    replace: 'return await readBody(request, limitBytes * 10_000);',
  },
  {
    id: 'any-media-type',
    title: 'what is not said to be JSON is taken for JSON',
    operation: 'uploadRecord',
    file: json,
    find: "throw new Problem('unsupported-media-type', 'content-type must be application/json');",
    replace: 'request.headers.get(String(limitBytes));',
  },
  {
    id: 'any-coding',
    title: 'a body in a content coding is read as if it had none',
    operation: 'uploadRecord',
    file: json,
    find: "if (codings.every((coding) => coding === '' || coding === 'identity')) return;",
    replace: 'if (codings.length > 0) return;',
  },
  {
    id: 'any-custodian',
    title: 'a device may upload for anybody',
    operation: 'uploadRecord',
    file: archive,
    find: 'if (upload.custodian !== custodian)',
    replace: 'if (upload.custodian === custodian.slice(1))',
  },
  {
    id: 'any-tenant',
    title: 'the tenant in an upload is not looked at',
    operation: 'uploadRecord',
    file: archive,
    find: 'if (upload.tenant !== tenant.id) throw',
    replace: "if (upload.tenant === '') throw",
  },
  {
    id: 'metadata-and-more',
    title: 'a device that is enrolled for metadata only may upload copies',
    operation: 'uploadRecord',
    file: archive,
    find: "if (mode === 'metadata-only')",
    replace: "if (mode === 'metadata-only' && upload.tenant === '')",
  },
  {
    id: 'any-escrow-key',
    title: 'copies sealed to a key that nobody has are stored',
    operation: 'uploadRecord',
    file: archive,
    find: 'sealed.kid !== tenant.escrow.kid',
    replace: "sealed.kid === ''",
  },
  {
    id: 'copies-off-the-curve',
    title: 'a copy that no key can open is stored, since its encapsulated key is only looked at',
    operation: 'uploadRecord',
    file: 'simulators/enterprise/enrolment/schema.ts',
    find: 'isP256Point(Buffer.from(text',
    replace: 'Boolean(Buffer.from(text',
  },
  {
    id: 'stored-then-refused',
    title: 'an upload is stored before it is looked at whether the device may',
    operation: 'uploadRecord',
    file: archive,
    find: `    permit(from, upload);
    await checkSigned(from, upload);
    return store(from, upload);`,
    replace: `    const response = await store(from, upload);
    permit(from, upload);
    await checkSigned(from, upload);
    return response;`,
  },
  {
    id: 'any-content',
    title: 'another content under a known message is called a duplicate',
    operation: 'uploadRecord',
    file: records,
    find: "isSameMessage(row, upload) ? { outcome: 'duplicate', record: toRecord(row) } : { outcome: 'conflict' };",
    replace: "{ outcome: 'duplicate', record: toRecord(row) };",
  },
  {
    id: 'versions-overwritten',
    title: 'an edit is taken for the message that was there',
    operation: 'uploadRecord',
    file: records,
    find: 'const fresh = rowOf(record_id, device_id, upload, archived_at);',
    replace: `const [there] = (await selectByKey(transaction, { tenant, logical_message_id, custodian, version: 1 })).rows;
        if (there) return { outcome: 'duplicate', record: toRecord(there) };
        const fresh = rowOf(record_id, device_id, upload, archived_at);`,
  },
  {
    id: 'cursor-inclusive',
    title: 'a page begins with the last row of the page before',
    operation: 'listRecords',
    file: records,
    find: "    .where('position', '>', value('after'))\n    .orderBy('position')",
    replace: "    .where('position', '>=', value('after'))\n    .orderBy('position')",
  },
  {
    id: 'events-newest-first',
    title: 'events are listed from the newest',
    operation: 'listEvents',
    file: 'simulators/enterprise/archive/events.ts',
    find: "    .orderBy('position')",
    replace: "    .orderBy('position', 'desc')",
  },
  {
    id: 'devices-read',
    title: 'a device may read the whole archive',
    operation: 'listRecords',
    file: archive,
    find: "if (await devices.byToken(token)) throw new Problem('forbidden', 'a device may write records, not read them');",
    replace: 'if (await devices.byToken(token)) return;',
  },
  {
    id: 'records-to-anyone',
    title: 'one record is read without credentials',
    operation: 'readRecord',
    file: archive,
    find: `    await audit(context.req.raw);
    const record = await records.byId(`,
    replace: '    const record = await records.byId(',
  },
  {
    id: 'enrolled-by-anyone',
    title: 'the enrolment token is not looked at',
    operation: 'enrolDevice',
    file: enrolment,
    find: 'if (!equalSecrets(bearer(context.req.raw), tenant.enrolmentToken)) {',
    replace: "if (equalSecrets(bearer(context.req.raw), '')) {",
  },
  {
    id: 'second-custodian',
    title: 'an installation can be enrolled for somebody else',
    operation: 'enrolDevice',
    file: enrolment,
    find: 'if (before && before.custodian !== custodian) {',
    replace: "if (before && before.custodian === '') {",
  },
  {
    id: 'escrow-key-for-all',
    title: 'devices that archive for themselves get the escrow key',
    operation: 'enrolDevice',
    file: enrolment,
    find: "          mode === 'escrow'\n",
    replace: "          mode !== 'metadata-only'\n",
  },
  {
    id: 'exports-of-everybody',
    title: 'an export of one custodian holds the records of whoever was archived first',
    operation: 'startExport',
    file: exportSource,
    find: 'records.page(query, custodian ?? undefined)',
    replace: 'records.page(query)',
  },
  {
    id: 'exports-one-short',
    title: 'an export lacks the newest record',
    operation: 'startExport',
    file: exporting,
    find: 'for (let left = job.candidates; left > 0; ) {',
    replace: 'for (let left = job.candidates - 1; left > 0; ) {',
  },
  {
    id: 'exports-never-compressed',
    title: 'a compressed export is not compressed',
    operation: 'readExportPart',
    file: exporting,
    find: 'compressions[request.compression].compress(',
    replace: 'compressions.none.compress(',
  },
  {
    id: 'erasure-leaves-the-content',
    title: 'an erased record gets its tombstone and keeps its content',
    operation: 'eraseRecords',
    file: 'simulators/enterprise/lifecycle/burial.ts',
    find: "for (const table of ['record_contents', 'cold_contents'] as const)",
    replace: "for (const table of ['cold_contents'] as const)",
  },
  {
    id: 'hold-on-everybody',
    title: "a hold on one custodian keeps everybody's records",
    operation: 'placeHold',
    file: 'simulators/enterprise/lifecycle/hold.ts',
    find: '  if (custodians && !custodians.includes(record.custodian)) return false;\n',
    replace: '',
  },
  {
    id: 'hold-without-its-name',
    title: 'what a hold keeps is refused without the name of its matter',
    operation: 'placeHold',
    file: 'simulators/enterprise/lifecycle/precedence.ts',
    find: 'rule: `hold:',
    replace: 'rule: `hold:some-',
  },
  {
    id: 'released-again',
    title: 'a hold that is released twice was released at the second time',
    operation: 'releaseHold',
    file: 'simulators/enterprise/lifecycle/holds.ts',
    find: 'if (!before || before.released_at !== null) return before;',
    replace:
      'if (!before) return before;\n        if (before.released_at !== null) return { ...before, released_at: nowMs };',
  },
  {
    id: 'auditors-operate',
    title: 'an auditor may do what is for the operator',
    operation: 'setPolicy',
    file: 'simulators/enterprise/http/roles.ts',
    find: 'if (allowed.some((role) => equalSecrets(token, tokens[role]))) return;',
    replace: 'if (Object.values(tokens).some((other) => equalSecrets(token, other))) return;',
  },
  {
    id: 'access-to-all',
    title: 'whoever asks for what is held about them gets the records of all',
    operation: 'readSubjectAccess',
    file: 'simulators/enterprise/lifecycle/subject-access.ts',
    find: 'records.page(page, custodian)',
    replace: 'records.page(page)',
  },
  {
    id: 'gaps-in-chains',
    title: 'a manifest is taken whatever is missing before it',
    operation: 'uploadRecord',
    file: 'simulators/enterprise/manifests/chains.ts',
    find: '  if (sequence > head.sequence + 1) {',
    replace: '  if (sequence > head.sequence + 1000) {',
  },
  {
    id: 'manifests-unverified',
    title: "a manifest's signature is not verified",
    operation: 'uploadRecord',
    file: 'simulators/enterprise/manifests/check-manifest.ts',
    find: '  if (!ed25519Verify(',
    replace: '  if (manifest.v !== 1 && !ed25519Verify(',
  },
  {
    id: 'chains-of-nobody',
    title: 'the head of a chain is always its beginning',
    operation: 'readChainHead',
    file: 'simulators/enterprise/manifests/app.ts',
    find: '    return context.json(await chainHead(database, tenant, device_id));',
    replace:
      '    await chainHead(database, tenant, device_id);\n    return context.json({ sequence: 0, sha256: null });',
  },
  {
    id: 'chains-shortened',
    title: "the last manifest of a device's chain is not shown",
    operation: 'listManifests',
    file: 'simulators/enterprise/manifests/app.ts',
    find: '    const shown = links.slice(0, query.limit);',
    replace: '    const shown = links.slice(0, Math.min(query.limit, links.length - 1));',
  },
  {
    id: 'batches-all-or-nothing',
    title: 'what follows a refused upload of a batch is refused with it',
    operation: 'uploadRecords',
    file: 'simulators/enterprise/archive/batch.ts',
    find: '      const record = await take(upload);',
    replace:
      "      if (outcomes.some(({ status }) => status > 201)) throw new TypeError('refused before');\n      const record = await take(upload);",
  },
  {
    id: 'kids-twice',
    title: 'two keys of one kid are taken, and nobody knows which is meant',
    operation: 'makeTenant',
    file: webhookKeys,
    find: 'if (seen.has(key)) issues.push',
    replace: "if (seen.has('')) issues.push",
  },
  {
    id: 'private-keys-kept',
    title: 'a private key is kept where a public one is due',
    operation: 'setWebhookKeys',
    file: webhookKeys,
    find: 'if (found === undefined) return;',
    replace: "if (found !== '') return;",
  },
  {
    id: 'old-keys-for-ever',
    title: 'a key is accepted after its end',
    operation: 'setWebhookKeys',
    file: webhookKeys,
    find: 'nowMs < Date.parse(key.until);',
    replace: 'nowMs < Date.parse(key.until) + 3_600_000;',
  },
  {
    id: 'no-overlap',
    title: 'a key that has an end is not accepted until then',
    operation: 'setWebhookKeys',
    file: webhookKeys,
    find: 'key.until === undefined || nowMs < Date.parse(key.until);',
    replace: 'key.until === undefined || nowMs < 0;',
  },
  {
    id: 'keys-by-anyone',
    title: 'whoever has any token changes the keys of any tenant',
    operation: 'setWebhookKeys',
    file: 'simulators/enterprise/host/webhook-keys-route.ts',
    find: "    await tenant.roles.require(context.req.raw, 'operator');\n",
    replace: '',
  },
  {
    id: 'kids-renamed',
    title: 'a kid may name another key than before',
    operation: 'setWebhookKeys',
    file: 'simulators/enterprise/host/hosted-keys.ts',
    find: '        requireSameNames(before, keys);\n',
    replace: '        if (before.length === 0) requireSameNames(before, keys);\n',
  },
];
