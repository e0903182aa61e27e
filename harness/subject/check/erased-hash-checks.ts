import { uploadResponse } from '../contract/record.ts';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { demand } from './finding.ts';
import { enrol, event, keyedHash, type MessageEvent, token, upload } from './made-up.ts';
import { goToEnds } from './read-back.ts';
import { erase, requireErasure } from './retention-checks.ts';
import { deliver, rowsOf } from './webhook-checks.ts';

const operation = 'eraseRecords';
const needs = ['enrolDevice', 'uploadRecord', 'readPolicy'];
const about = ['receiveMessageEvent', 'listEvents'];

/** A message whose record is erased after an event had told its hash. */
async function erasedMessage(bench: Bench): Promise<{ readonly told: MessageEvent; readonly id: string }> {
  await requireErasure(bench);
  await goToEnds(bench);
  const device = await enrol(bench);
  const content_hash = keyedHash(bench.random, device.content_hash_key.kid);
  const json = upload(bench, device, { content_hash });
  const asked = { token: device.token, json };
  const { record_id } = await bench.succeed('uploadRecord', asked, uploadResponse, [201]);
  const [told, id] = [event(bench, { message_id: json.message_id, content_hash }), `msg_${token(bench.random)}`];
  await deliver(bench, told, id);
  const { outcome } = await erase(bench, record_id);
  demand(outcome === 'erased', `it answers "${outcome}"`);
  return { told, id };
}

async function deliverLate(bench: Bench, told: MessageEvent, id: string): Promise<void> {
  const bytes = JSON.stringify(told);
  const { status } = await bench.ask('receiveMessageEvent', { bytes, headers: bench.sign(bytes, id) });
  demand(status >= 200 && status < 300, `a webhook of the erased message is answered ${status}: it will come for ever`);
}

async function demandNoHash(bench: Bench, told: MessageEvent, count: number, late: string): Promise<void> {
  const rows = await rowsOf(bench, told);
  demand(rows.length === count, `there are ${rows.length} events of the erased message instead of ${count}`);
  demand(
    rows.every((row) => row.event.content_hash === null),
    `the keyed hash of the erased text is in the events${late}`,
  );
}

/** What is left of an erased text: not its keyed hash, against which whoever has the key can try short texts. */
export const erasedHashChecks: readonly Check[] = [
  {
    operation,
    needs,
    about,
    name: 'the events of an erased message stay, without the hash of its text',
    async run(bench) {
      const { told } = await erasedMessage(bench);
      await demandNoHash(bench, told, 1, '');
    },
  },
  {
    operation,
    needs,
    about,
    name: 'what is delivered after an erasure, or once more, is acknowledged and brings no hash back',
    async run(bench) {
      const { told, id } = await erasedMessage(bench);
      const delivered = { ...told, status: 'delivered' as const, delivered_timestamp: told.sent_timestamp };
      await deliverLate(bench, delivered, `msg_${token(bench.random)}`);
      await demandNoHash(bench, told, 2, ' again');
      await deliverLate(bench, told, id);
      await demandNoHash(bench, told, 2, ' again');
    },
  },
];
