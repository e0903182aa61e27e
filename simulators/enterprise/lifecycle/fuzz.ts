import type { Random } from '../../kernel/random.ts';
import { ana } from '../fixture.ts';
import { pick } from '../fixture-input.ts';
import type { Tenant } from '../tenant.ts';

/** Method, address, body and token of well-formed requests about retention and the end of enrolments, for a fuzzer to mangle. */
export function retentionRequests(
  { operatorToken, auditorToken }: Tenant,
  random: Random,
): [string, string, unknown, string][] {
  const at = (path: string): string => `http://enterprise.test${path}`;
  const period = pick(random, ['P6Y', 'P99Y', 'PT0.001S', 'P99999D', 'P0D']);
  const own = { retention: period, dispose: true, cold_after: period, rule: 'own', citation: 'Own' };
  const instant = pick(random, ['2026-11-22T12:00:00.000Z', '0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']);
  const hold = { matter: 'rook', custodians: [ana], from: instant, to: null };
  return [
    ['PUT', at('/policy'), { profiles: ['gdpr'], own }, operatorToken],
    ['GET', at('/policy'), null, auditorToken],
    ['POST', at('/holds'), hold, operatorToken],
    ['GET', at('/holds'), null, auditorToken],
    ['DELETE', at('/holds/hold_1'), null, operatorToken],
    ['POST', at('/erasures'), { custodian: ana, after: '0' }, operatorToken],
    ['POST', at('/erasures'), { record_ids: ['rec_1', '..'] }, operatorToken],
    ['GET', at('/subject-access'), null, auditorToken],
    ['DELETE', at('/enrolments/dev_1'), null, operatorToken],
    ['DELETE', at('/enrolments/dev_1/consent'), null, operatorToken],
  ];
}
