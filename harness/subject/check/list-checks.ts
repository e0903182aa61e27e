import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { eventPage, recordPage } from '../contract/page.ts';
import { uploadResponse } from '../contract/record.ts';
import type { Bench } from './bench.ts';
import type { Check } from './check.ts';
import { demand } from './finding.ts';
import { enrol, event, token, upload } from './made-up.ts';
import { eventsAfter, goToEnds, recordsAfter } from './read-back.ts';

interface Page {
  /** What a row is called by, in the order of the page. */
  readonly names: readonly string[];
  readonly rows: readonly unknown[];
  readonly next: string;
  readonly more: boolean;
}

/** A list of the archive: how something gets into it, and how it is read. */
interface List {
  readonly operation: string;
  readonly of: 'records' | 'events';
  readonly needs: readonly string[];
  page(bench: Bench, query: Record<string, string>): Promise<Page>;
  /** Adds one row and returns what it is called by. */
  add(bench: Bench): Promise<string>;
  end(bench: Bench): Promise<string>;
}

const records: List = {
  operation: 'listRecords',
  of: 'records',
  needs: ['enrolDevice', 'uploadRecord'],
  async page(bench, query) {
    const asked = { token: bench.tenant.auditorToken, query };
    const { records, ...cursor } = await bench.succeed('listRecords', asked, recordPage);
    return { rows: records, names: records.map(({ record_id }) => record_id), ...cursor };
  },
  async add(bench) {
    const device = await enrol(bench);
    const asked = { token: device.token, json: upload(bench, device) };
    return (await bench.succeed('uploadRecord', asked, uploadResponse, [201])).record_id;
  },
  end: async (bench) => (await recordsAfter(bench, bench.ends.get('records'))).next,
};

const events: List = {
  operation: 'listEvents',
  of: 'events',
  needs: ['receiveMessageEvent'],
  async page(bench, query) {
    const asked = { token: bench.tenant.auditorToken, query };
    const { events, ...cursor } = await bench.succeed('listEvents', asked, eventPage);
    return { rows: events, names: events.map(({ webhook_id }) => webhook_id), ...cursor };
  },
  async add(bench) {
    const bytes = JSON.stringify(event(bench));
    const id = `msg_${token(bench.random)}`;
    await bench.succeed('receiveMessageEvent', { bytes, headers: bench.sign(bytes, id) }, z.undefined());
    return id;
  },
  end: async (bench) => (await eventsAfter(bench, bench.ends.get('events'))).next,
};

const added = async (list: List, bench: Bench, count: number): Promise<readonly string[]> => {
  const names: string[] = [];
  for (let made = 0; made < count; made++) names.push(await list.add(bench));
  return names;
};

function checksOf(list: List): readonly Check[] {
  const { operation, needs, page } = list;
  const check = (name: string, run: Check['run']): Check => ({ operation, needs, name, run });
  /** Cursor behind everything that is there. */
  const start = async (bench: Bench): Promise<string> => {
    await goToEnds(bench);
    return list.end(bench);
  };
  return [
    check('pages of one row cover everything once, in the order of arrival', async (bench) => {
      let after = await start(bench);
      const names = await added(list, bench, 4);
      const seen: string[] = [];
      for (let more = true; more && seen.length <= names.length; ) {
        const read = await page(bench, { after, limit: '1' });
        demand(read.names.length <= 1, `a page of at most 1 row has ${read.names.length}`);
        seen.push(...read.names);
        after = read.next;
        more = read.more;
      }
      demand(isDeepStrictEqual([...seen].sort(), [...names].sort()), 'the pages miss rows, or have some twice');
      demand(isDeepStrictEqual(seen, names), 'the rows are not in the order in which they came');
    }),
    check('a page is the same when it is read again, though more was written', async (bench) => {
      const after = await start(bench);
      await added(list, bench, 3);
      const before = await page(bench, { after, limit: '2' });
      const whole = await page(bench, { after, limit: '1000' });
      await added(list, bench, 2);
      const again = await page(bench, { after, limit: '2' });
      demand(isDeepStrictEqual(again.rows, before.rows), 'the same page has other rows than before');
      const later = await page(bench, { after, limit: '1000' });
      demand(
        isDeepStrictEqual(later.rows.slice(0, whole.rows.length), whole.rows),
        'what was written later stands before what was there, or has changed it',
      );
    }),
    check('the cursor of an end goes on with what comes next', async (bench) => {
      const after = await start(bench);
      const empty = await page(bench, { after });
      demand(empty.names.length === 0 && !empty.more, 'behind the last row there is another');
      const names = await added(list, bench, 1);
      const next = await page(bench, { after: empty.next });
      demand(isDeepStrictEqual(next.names, names), 'what came next is not behind the cursor of the end');
    }),
    check('more says whether there is more', async (bench) => {
      const after = await start(bench);
      await added(list, bench, 2);
      demand((await page(bench, { after, limit: '1' })).more, 'there is more, and the page says that there is not');
      demand(
        !(await page(bench, { after, limit: '2' })).more,
        'there is nothing more, and the page says that there is',
      );
    }),
    check('a limit or a cursor that is none is refused', async (bench) => {
      for (const query of [{ limit: '0' }, { limit: 'many' }, { limit: '1001' }, { after: "' OR 1=1 --" }]) {
        await bench.refuse(operation, { token: bench.tenant.auditorToken, query }, [400, 422]);
      }
    }),
  ];
}

/** How records and events are listed. */
export const listChecks: readonly Check[] = [...checksOf(records), ...checksOf(events)];
