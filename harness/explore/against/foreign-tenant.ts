import type { ForeignSubject } from '../../../simulators/enterprise/foreign-enterprise.ts';
import { type WebhookKeyRing, webhookKeyRing } from '../../../simulators/enterprise/standard-webhooks/key-ring.ts';
import { ed25519Key } from '../../../simulators/enterprise/standard-webhooks/keys.ts';
import type { Clock } from '../../../simulators/kernel/clock.ts';
import { osRandomStream } from '../../../simulators/kernel/wall/os-random.ts';
import { makeTenant } from '../../subject/check/make-tenant.ts';
import { createHttpSubject } from '../../subject/http-subject.ts';
import type { ReachedSubject } from '../../subject/integration/reach-subject.ts';
import type { Subject, SubjectOperation } from '../../subject/subject.ts';
import { fromNowOn } from './from-now-on.ts';
import { officeOffered } from './office-offered.ts';
import { type TenantOffice, tenantOffice } from './tenant-office.ts';

/** A tenant of a foreign subject for one world: how the world reaches it, and how the oracle asks it. */
export interface ForeignTenant {
  readonly foreign: ForeignSubject;
  readonly subject: Subject;
  /** Whether the harness can open escrowed copies. */
  readonly opensEscrow: boolean;
  /** Where something can be asked for there, and what comes of it can be judged. */
  readonly office?: TenantOffice;
}

/** What the oracle asks for, by the operations of the contract that it takes. */
const needs: Readonly<Record<SubjectOperation, readonly string[]>> = {
  records: ['listRecords'],
  record: ['readRecord'],
  events: ['listEvents'],
  open: [],
  checkpoint: ['readCheckpoint'],
  proof: ['proveRecord'],
  consistency: ['proveConsistency'],
  export: ['startExport'],
  manifests: ['listManifests'],
  policy: ['setPolicy'],
  holds: ['placeHold'],
  erasures: ['eraseRecords'],
};

/**
 * A fresh tenant where the server makes them; else the one that was given, from now on.
 * @param keySetUrl where the world's platform publishes its keys
 * @throws NoTenantError
 */
export async function foreignTenant(
  { url, fetch, credentials, unsupported }: ReachedSubject,
  clock: Clock,
  keySetUrl: string,
): Promise<ForeignTenant> {
  const random = osRandomStream();
  const offered = officeOffered({ credentials, unsupported });
  const officeAt = (baseUrl: string, auditorToken: string, operatorToken: string | undefined) =>
    operatorToken !== undefined &&
    offered.deeds.size > 0 && {
      office: tenantOffice({ clock, fetch, baseUrl, auditorToken, operatorToken, offered }),
    };
  const operations = (Object.keys(needs) as SubjectOperation[]).filter(
    (operation) => !needs[operation].some((id) => unsupported.has(id)),
  );
  if (credentials.kind === 'server') {
    const ring = webhookKeyRing(random);
    const asked = { clock, fetch, random, url, operatorToken: credentials.operatorToken };
    const made = await makeTenant({ ...asked, webhooks: { ring, keySetUrl } });
    const { baseUrl, auditorToken, enrolmentToken, operatorToken, keys } = made;
    const foreign = { baseUrl, fetch, enrolmentToken, auditorToken, random, webhooks: ring };
    const tokens = { auditor: auditorToken, operator: operatorToken };
    const subject = createHttpSubject({ clock, fetch, baseUrl, credentials: tokens, keys, operations });
    return { foreign, subject, opensEscrow: true, ...officeAt(baseUrl, auditorToken, operatorToken) };
  }
  const { tenant, keys } = credentials;
  const { baseUrl, auditorToken, enrolmentToken, operatorToken } = tenant;
  const tokens = { auditor: auditorToken, ...(operatorToken !== undefined && { operator: operatorToken }) };
  // What there is no key for could be asked for and not judged.
  const keyed: Partial<Record<SubjectOperation, boolean>> = {
    open: keys.escrow.length > 0,
    export: (keys.archive ?? []).length > 0,
    erasures: (keys.archive ?? []).length > 0 && keys.id !== '',
  };
  const judged = operations.filter((operation) => keyed[operation] !== false);
  const subject = createHttpSubject({ clock, fetch, baseUrl, credentials: tokens, keys, operations: judged });
  const webhooks = fixedRing(tenant.webhookKeys);
  return {
    foreign: { baseUrl, fetch, enrolmentToken, auditorToken, random, webhooks },
    subject: await fromNowOn(subject),
    opensEscrow: keys.escrow.length > 0,
    ...officeAt(baseUrl, auditorToken, operatorToken),
  };
}

/** Keys that were agreed out of band, and are the only ones. */
function fixedRing({ secrets, ed25519 }: ReturnType<WebhookKeyRing['signing']> | GivenKeys): WebhookKeyRing {
  const keys = {
    secrets: secrets.map(({ key }) => ({ kid: 'given', key })),
    ed25519: ed25519.map(({ privateKey }) => {
      return ed25519Key('given', { ...osRandomStream(), bytes: () => privateKey });
    }),
  };
  return {
    signing: () => keys,
    published: () => keys.ed25519,
    announce() {},
    introduce() {
      throw new Error('the keys of this platform were agreed out of band: there is no next generation');
    },
    retireOld() {},
  };
}

interface GivenKeys {
  readonly secrets: readonly { readonly key: Uint8Array }[];
  readonly ed25519: readonly { readonly privateKey: Uint8Array }[];
}
