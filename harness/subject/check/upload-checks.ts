import { isDeepStrictEqual } from 'node:util';
import { uploadResponse } from '../contract/record.ts';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { demand } from './finding.ts';
import { base64, type Enrolment, enrol, type RecordUpload, token, upload } from './made-up.ts';
import { goToEnds, reader, readRecord, readsBack, recordsAfter } from './read-back.ts';

const operation = 'uploadRecord';

const put = ({ succeed }: Bench, { token }: Enrolment, json: RecordUpload, statuses?: readonly number[]) =>
  succeed(operation, { token, json }, uploadResponse, statuses);

/** Sees that a record is the copy that was uploaded. */
async function demandKept(bench: Bench, recordId: string, sent: RecordUpload): Promise<void> {
  const { record_id, device_id: _device, archived_at: _at, ...kept } = await readRecord(bench, recordId);
  demand(record_id === recordId, 'it is read under another id', reader(bench));
  const changed = Object.entries(sent).filter(
    ([name, value]) => !isDeepStrictEqual((kept as Record<string, unknown>)[name], value),
  );
  demand(changed.length === 0, `it was stored with another ${changed.map(([name]) => name).join(', ')}`);
}

async function recordsOf(bench: Bench, { logical_message_id }: RecordUpload) {
  const { rows } = await recordsAfter(bench, bench.ends.get('records'));
  return rows.filter((row) => row.logical_message_id === logical_message_id);
}

/** What an archive must take from a device, and keep. */
export const uploadChecks: readonly Check[] = [
  {
    operation,
    needs: ['enrolDevice', readsBack],
    name: 'a copy is stored as it was uploaded',
    async run(bench) {
      const device = await enrol(bench);
      const sent = upload(bench, device);
      const { record_id, duplicate } = await put(bench, device, sent, [201]);
      demand(!duplicate, 'a new record was called a duplicate');
      await demandKept(bench, record_id, sent);
      const { device_id } = await readRecord(bench, record_id);
      demand(device_id === device.device_id, 'the record names another device than uploaded it', reader(bench));
    },
  },
  {
    operation,
    needs: ['enrolDevice', 'listRecords'],
    name: 'an upload that comes twice is stored once, under the same id',
    async run(bench) {
      await goToEnds(bench);
      const device = await enrol(bench);
      const sent = upload(bench, device);
      const first = await put(bench, device, sent, [201]);
      const again = await put(bench, device, sent, [200]);
      demand(again.duplicate, 'the second upload was not called a duplicate');
      demand(again.record_id === first.record_id, 'the second upload got another record_id');
      demand(again.archived_at === first.archived_at, 'the second upload got another archived_at');
      const found = await recordsOf(bench, sent);
      demand(found.length === 1, `it is among the records ${found.length} times`);
    },
  },
  {
    operation,
    needs: ['enrolDevice', readsBack],
    name: 'the same message sealed anew is a duplicate, and the first copy stays',
    async run(bench) {
      const device = await enrol(bench);
      const sent = upload(bench, device);
      const { record_id } = await put(bench, device, sent, [201]);
      const sealed = sent.sealed && { ...sent.sealed, ciphertext: base64(bench.random.bytes(96)) };
      const again = await put(bench, device, { ...sent, sealed }, [200]);
      demand(again.record_id === record_id, 'the copy sealed anew got another record_id');
      await demandKept(bench, record_id, sent);
    },
  },
  {
    operation,
    needs: ['enrolDevice', readsBack],
    name: 'another content under the same message, custodian and version is refused, and the first one stays',
    async run(bench) {
      const device = await enrol(bench);
      const sent = upload(bench, device);
      const { record_id } = await put(bench, device, sent, [201]);
      const json = { ...upload(bench, device), message_id: sent.message_id, logical_message_id: sent.message_id };
      await bench.refuse(operation, { token: device.token, json }, [409]);
      await demandKept(bench, record_id, sent);
    },
  },
  {
    operation,
    needs: ['enrolDevice', 'listRecords'],
    name: 'an upload that comes five times at once is one record',
    async run(bench) {
      await goToEnds(bench);
      const device = await enrol(bench);
      const sent = upload(bench, device);
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => put(bench, device, sent)));
      const news = answers.filter(({ duplicate }) => !duplicate);
      demand(news.length === 1, `${news.length} of five equal uploads were called new`);
      const found = await recordsOf(bench, sent);
      demand(found.length === 1, `it is among the records ${found.length} times`);
    },
  },
  {
    operation,
    needs: ['enrolDevice', readsBack],
    name: 'an edit is a next version, and the earlier one stays',
    async run(bench) {
      const device = await enrol(bench);
      const first = upload(bench, device);
      const second = { ...upload(bench, device), logical_message_id: first.message_id, version: 2 };
      const before = await put(bench, device, first, [201]);
      const after = await put(bench, device, second, [201]);
      await demandKept(bench, before.record_id, first);
      await demandKept(bench, after.record_id, second);
    },
  },
  {
    operation,
    needs: ['enrolDevice', readsBack],
    name: 'a message that could not be decrypted is a record without content, and one of a group names the group',
    async run(bench) {
      const device = await enrol(bench);
      const sent = upload(bench, device, { content_hash: null, sealed: null, peer: bench.random.uuid() });
      const { record_id } = await put(bench, device, sent, [201]);
      await demandKept(bench, record_id, sent);
    },
  },
  {
    operation,
    needs: ['enrolDevice', readsBack],
    name: 'a copy from a device whose clock is years off is stored, with the time that it says',
    async run(bench) {
      const device = await enrol(bench);
      for (const device_timestamp of ['9999-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z']) {
        const sent = upload(bench, device, { device_timestamp });
        const { record_id } = await put(bench, device, sent, [201]);
        await demandKept(bench, record_id, sent);
      }
    },
  },
  {
    operation,
    needs: ['enrolDevice', readsBack],
    name: 'both custodians of one message have a record each',
    async run(bench) {
      const [one, other] = [await enrol(bench), await enrol(bench)];
      if (one.custodian === other.custodian) return; // drawn alike: one custodian after all
      const sent = upload(bench, one);
      const received = upload(bench, other, {
        message_id: sent.message_id,
        logical_message_id: sent.message_id,
        direction: 'in',
      });
      const ids = [await put(bench, one, sent, [201]), await put(bench, other, received, [201])];
      await demandKept(bench, ids[0]?.record_id ?? token(bench.random), sent);
      await demandKept(bench, ids[1]?.record_id ?? token(bench.random), received);
    },
  },
];
