import { gzipSync } from 'node:zlib';
import type { Operation, Role } from '../contract/operation.ts';
import { operations } from '../contract/operations.ts';
import { held, refused } from './answer.ts';
import type { Asked, Bench } from './bench.ts';
import type { Check } from './check.ts';
import { CheckFailure } from './finding.ts';
import { enrol } from './made-up.ts';

/** A request that only its credentials could be right about. */
const anything = ({ request, parameters = {} }: Operation): Asked => ({
  parameters: Object.fromEntries(Object.keys(parameters).map((name) => [name, 'none'])),
  ...(request && (request.schema ? { json: {} } : { bytes: 'none' })),
});

/** Tokens of roles that may not do what an operator, an auditor, a device or an enrolling device may. */
const others: Readonly<Record<Exclude<Role, 'platform' | 'anyone'>, readonly Role[]>> = {
  auditor: ['enrolment', 'device'],
  operator: ['enrolment', 'device', 'auditor'],
  device: ['enrolment', 'auditor'],
  enrolment: ['device', 'auditor'],
};

async function tokenOf(bench: Bench, role: Role, at = bench.tenant): Promise<string | undefined> {
  if (role === 'auditor') return at.auditorToken;
  if (role === 'enrolment') return at.enrolmentToken;
  if (role === 'operator') return at.operatorToken;
  return role === 'device' ? (await enrol(bench, { at })).token : undefined;
}

/** @throws CheckFailure `not-tried`: nothing was asked, so nothing was kept */
function demandGiven(token: string | undefined, role: Role): asserts token is string {
  if (token === undefined) throw new CheckFailure('not-tried', `the ${role}'s token was not given`);
}

function checksOf(operation: Operation): readonly Check[] {
  const { id, method, role, request, parameters = {}, answers, refusals } = operation;
  if (role === 'platform' || role === 'anyone') return [];
  const asked = anything(operation);
  const check = (name: string, run: Check['run'], needs: readonly string[] = []): Check => ({
    operation: id,
    name,
    needs,
    run,
  });
  return [
    ...(method === 'GET' && Object.keys(parameters).length === 0
      ? [
          check(
            'asked with nothing but a token, it answers as its description has it',
            async (bench) => {
              const token = await tokenOf(bench, role);
              demandGiven(token, role);
              const answer = await bench.ask(id, { token });
              if (refusals.includes(answer.status)) refused(operation, answer, refusals);
              else held(operation, answer, Object.keys(answers).map(Number));
            },
            role === 'device' ? ['enrolDevice'] : [],
          ),
        ]
      : []),
    check('without credentials it is refused', (bench) => bench.refuse(id, asked, [401])),
    check('with a token that nobody was given it is refused', (bench) =>
      bench.refuse(id, { ...asked, token: `none-${bench.random.uuid()}` }, [401]),
    ),
    check(`with the token of another role than ${role} it is refused`, async (bench) => {
      for (const other of others[role]) {
        if (other === 'device' && bench.unsupported.has('enrolDevice')) continue; // nobody has such a token
        const token = await tokenOf(bench, other);
        if (token !== undefined) await bench.refuse(id, { ...asked, token }, [401, 403]);
      }
    }),
    {
      ...check(
        `with the token of another tenant’s ${role} it is refused`,
        async (bench) => {
          const token = await tokenOf(bench, role, bench.other);
          demandGiven(token, role);
          await bench.refuse(id, { ...asked, token }, [401, 403]);
        },
        role === 'device' ? ['enrolDevice'] : [],
      ),
      acrossTenants: true,
    },
    ...(request?.schema
      ? [
          check(
            'with a body that is none of the contract’s it is refused',
            async (bench) => {
              const token = await tokenOf(bench, role);
              demandGiven(token, role);
              for (const bytes of ['{', '[]', 'null', '{"unexpected":true}', '\u0000'])
                await bench.refuse(id, { ...asked, json: undefined, token, bytes }, [400, 404, 422]);
            },
            role === 'device' ? ['enrolDevice'] : [],
          ),
          check(
            'with a body in a content coding it is refused',
            async (bench) => {
              const token = await tokenOf(bench, role);
              demandGiven(token, role);
              const headers = { 'content-encoding': 'gzip' };
              await bench.refuse(id, { ...asked, token, bytes: gzipSync('{}'), headers }, [415]);
            },
            role === 'device' ? ['enrolDevice'] : [],
          ),
        ]
      : []),
  ];
}

/** Who may ask, and what is always answered, for every operation of the contract with a token. */
export const roleChecks: readonly Check[] = operations.flatMap(checksOf);
