import { isDeepStrictEqual } from 'node:util';
import { enrolmentResponse } from '../contract/enrolment.ts';
import type { Asked, Bench } from './bench.ts';
import type { Check } from './check.ts';
import { demand } from './finding.ts';
import { enrol, msisdn, offTheCurve, publicKey, upload } from './made-up.ts';

const operation = 'enrolDevice';

const request = ({ random }: Bench) => ({
  installation_id: random.uuid(),
  custodian: msisdn(random),
  mode: 'escrow',
  endpoint_key: null as { kid: string; public_key: string } | null,
});

/** A request that must be refused; then the right one, which must be the installation's first. */
const refusal = (
  name: string,
  statuses: readonly number[],
  change: (right: ReturnType<typeof request>, bench: Bench) => Asked | Promise<Asked>,
): Check => ({
  operation,
  name,
  async run(bench) {
    const json = request(bench);
    const token = bench.tenant.enrolmentToken;
    await bench.refuse(operation, { token, ...(await change(json, bench)) }, statuses);
    const answer = await bench.ask(operation, { token, json });
    demand(answer.status !== 200, 'it was refused and enrolled the device nevertheless');
    demand(answer.status === 201, `the right request after it was answered ${answer.status}`);
  },
});

type Change = (right: ReturnType<typeof request>, bench: Bench) => ReturnType<typeof request>;

/** An installation asks again for something else and does not say that it means it; then once more for what it has. */
const enrolledOtherwise = (name: string, first: Change, other: Change): Check => ({
  operation,
  name,
  async run(bench) {
    const token = bench.tenant.enrolmentToken;
    const json = first(request(bench), bench);
    const before = await bench.succeed(operation, { token, json }, enrolmentResponse, [201]);
    const answer = await bench.ask(operation, { token, json: other(json, bench) });
    demand(answer.status >= 300, 'the first enrolment is replaced, and nobody said `renew`');
    await bench.refuse(operation, { token, json: other(json, bench) }, [409]);
    const again = await bench.succeed(operation, { token, json }, enrolmentResponse, [200]);
    demand(isDeepStrictEqual(again, before), 'it was refused, and changed the enrolment nevertheless');
  },
});

const own: Change = (right, { random }) => ({
  ...right,
  mode: 'endpoint-archive',
  endpoint_key: { kid: 'own-1', public_key: publicKey(random) },
});

/** How devices come in, and who does not. */
export const enrolmentChecks: readonly Check[] = [
  {
    operation,
    name: 'a device enrols for its custodian, and nobody may cache the answer',
    async run(bench) {
      const json = request(bench);
      const token = bench.tenant.enrolmentToken;
      const answer = await bench.ask(operation, { token, json });
      const { custodian, mode, escrow } = await bench.succeed(operation, { token, json }, enrolmentResponse, [200]);
      demand(answer.status === 201, `a new device was answered ${answer.status} instead of 201`);
      demand(custodian === json.custodian, 'it was enrolled for another custodian');
      demand(mode === 'escrow' && escrow !== null, 'it did not get the escrow key of its mode');
      demand(
        /\bno-store\b/.test(answer.headers.get('cache-control') ?? ''),
        'the answer holds secrets and lacks cache-control: no-store',
      );
    },
  },
  {
    operation,
    name: 'repeated, it gives the same enrolment',
    async run(bench) {
      const asked = { token: bench.tenant.enrolmentToken, json: request(bench) };
      const first = await bench.succeed(operation, asked, enrolmentResponse, [201]);
      const again = await bench.succeed(operation, asked, enrolmentResponse, [200]);
      demand(isDeepStrictEqual(again, first), 'the second answer is another one');
    },
  },
  {
    operation,
    name: 'five requests at once for one installation give one enrolment',
    async run(bench) {
      const asked = { token: bench.tenant.enrolmentToken, json: request(bench) };
      const all = await Promise.all(
        [1, 2, 3, 4, 5].map(() => bench.succeed(operation, asked, enrolmentResponse, [200, 201])),
      );
      demand(
        all.every((one) => isDeepStrictEqual(one, all[0])),
        'they got enrolments of their own',
      );
    },
  },
  {
    operation,
    name: 'only escrow mode gets the escrow key',
    async run(bench) {
      for (const mode of ['metadata-only', 'endpoint-archive'] as const) {
        const { escrow } = await enrol(bench, { mode });
        demand(escrow === null, `${mode} got the escrow key`);
      }
    },
  },
  {
    operation,
    name: 'an installation is not enrolled for a second custodian',
    async run(bench) {
      const json = request(bench);
      const token = bench.tenant.enrolmentToken;
      await bench.succeed(operation, { token, json }, enrolmentResponse, [201]);
      const custodian = json.custodian === '+447700900001' ? '+447700900002' : '+447700900001';
      await bench.refuse(operation, { token, json: { ...json, custodian } }, [409]);
    },
  },
  enrolledOtherwise(
    'repeated with another mode, it is refused and changes nothing',
    (right) => right,
    (right) => ({ ...right, mode: 'metadata-only' }),
  ),
  enrolledOtherwise('repeated with another endpoint key, it is refused and changes nothing', own, own),
  {
    operation,
    name: 'with `renew` another mode is taken, with a token of its own, and stays',
    async run(bench) {
      const token = bench.tenant.enrolmentToken;
      const json = request(bench);
      const before = await bench.succeed(operation, { token, json }, enrolmentResponse, [201]);
      const other = { ...json, mode: 'metadata-only' };
      const changed = await bench.succeed(operation, { token, json: { ...other, renew: true } }, enrolmentResponse);
      demand(changed.mode === 'metadata-only' && changed.escrow === null, 'its mode is what it was');
      demand(changed.device_id === before.device_id, 'it is another device');
      demand(changed.token !== before.token, 'the token of the enrolment before is given out again');
      for (const repeated of [{ ...other, renew: true }, other]) {
        const again = await bench.succeed(operation, { token, json: repeated }, enrolmentResponse, [200]);
        demand(isDeepStrictEqual(again, changed), 'repeated, it is answered with another enrolment');
      }
    },
  },
  {
    operation,
    needs: ['uploadRecord'],
    name: 'after a change the token of the enrolment before is refused',
    async run(bench) {
      const token = bench.tenant.enrolmentToken;
      const json = request(bench);
      const before = await bench.succeed(operation, { token, json }, enrolmentResponse, [201]);
      const other = { ...json, mode: 'metadata-only', renew: true };
      await bench.succeed(operation, { token, json: other }, enrolmentResponse);
      const late = { token: before.token, json: upload(bench, before) };
      const { status } = await bench.ask('uploadRecord', late);
      demand(status === 401, `a copy by the token of the enrolment before is answered ${status} instead of 401`);
    },
  },
  refusal('a request with the token of an auditor is refused', [401, 403], (json, { tenant }) => ({
    json,
    token: tenant.auditorToken,
  })),
  refusal('a request with the token of a device is refused', [401, 403], async (json, bench) => ({
    json,
    token: (await enrol(bench)).token,
  })),
  refusal('a body that is not JSON is refused', [400, 422], (json) => ({ bytes: JSON.stringify(json).slice(1) })),
  refusal('a custodian that is no number is refused', [400, 422], (json) => ({
    json: { ...json, custodian: '0044 7700' },
  })),
  refusal('a field that the contract does not have is refused', [400, 422], (json) => ({
    json: { ...json, admin: true },
  })),
  refusal('an endpoint key in escrow mode is refused', [400, 422], (json, { random }) => ({
    json: { ...json, endpoint_key: { kid: 'own-1', public_key: publicKey(random) } },
  })),
  refusal('an endpoint key that is not on its curve is refused', [400, 422], (json) => ({
    json: { ...json, mode: 'endpoint-archive', endpoint_key: { kid: 'own-1', public_key: offTheCurve } },
  })),
  refusal('endpoint-archive without a key is refused', [400, 422], (json) => ({
    json: { ...json, mode: 'endpoint-archive' },
  })),
  {
    ...refusal('the enrolment token of another tenant is refused', [401, 403], (json, { other, tenant }) => ({
      json,
      token: (other ?? tenant).enrolmentToken,
    })),
    acrossTenants: true,
  },
];
