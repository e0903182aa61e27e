import type { Clock } from '../../kernel/clock.ts';
import type { Fetch } from '../../kernel/network.ts';
import { Problem } from '../http/problem.ts';
import { type KeySet, keySet } from '../receiver/key-set.ts';
import type { WebhookSecret } from '../standard-webhooks/keys.ts';
import type { Database } from '../store/database.ts';
import { preparedQuery } from '../store/prepared-query.ts';
import { inTransaction } from '../store/transaction.ts';
import { keyMaterial, publicKeysAt, secretsAt, type WebhookKeys } from './webhook-keys.ts';
import type { WebhookKeysTable } from './webhook-keys-table.ts';

/** Keys and since when they are in force, ms; undefined for those that the tenant was made with. */
export interface KeysInForce {
  readonly keys: WebhookKeys;
  readonly since: number | undefined;
}

/** What one hosted tenant's webhooks are verified with. Every process over the same store has the same answer. */
export interface HostedKeys {
  /** The shared secrets accepted now. */
  secrets(): Promise<readonly WebhookSecret[]>;
  readonly keySet: KeySet;
  /**
   * Sets the keys from now on; the same ones again change nothing. Resolves when it is committed.
   * @throws Problem `conflict` for a kid that named another key before
   */
  set(keys: WebhookKeys): Promise<KeysInForce>;
}

export interface HostedKeysOptions {
  readonly clock: Clock;
  /** Fetches the public keys of platforms. */
  readonly fetch: Fetch;
  readonly database: Database;
  readonly tenant: string;
  /** Those that the tenant was made with. */
  readonly first: WebhookKeys;
}

/** Asked with every webhook. */
const selectLatest = preparedQuery<{ tenant: string }, Omit<WebhookKeysTable, 'tenant'>>((database, value) =>
  database
    .selectFrom('webhook_keys')
    .where('tenant', '=', value('tenant'))
    .orderBy('number', 'desc')
    .limit(1)
    .select(['number', 'set_at', 'keys']),
);

export function hostedKeys({ clock, fetch, database, tenant, first }: HostedKeysOptions): HostedKeys {
  /** What was read last: a row is never changed. */
  let known: { readonly number: number; readonly keys: WebhookKeys } | undefined;
  /** The set that was fetched last, as long as it is at the same place. */
  let fetched: { readonly url: string; readonly keySet: KeySet } | undefined;

  const read = (text: string): WebhookKeys => JSON.parse(text) as WebhookKeys; // written by us

  async function current(): Promise<WebhookKeys> {
    const [row] = (await selectLatest(database, { tenant })).rows;
    if (!row) return first;
    if (known?.number !== row.number) known = { number: row.number, keys: read(row.keys) };
    return known.keys;
  }

  function publishedAt(url: string): KeySet {
    if (fetched?.url !== url) fetched = { url, keySet: keySet(clock, fetch, url) };
    return fetched.keySet;
  }

  return {
    secrets: async () => secretsAt(await current(), clock.now()),
    keySet: {
      async current() {
        const keys = await current();
        return keys.jwks_url === undefined ? publicKeysAt(keys, clock.now()) : publishedAt(keys.jwks_url).current();
      },
      async renew() {
        const { jwks_url } = await current();
        return jwks_url !== undefined && publishedAt(jwks_url).renew();
      },
    },
    set: (keys) =>
      inTransaction(database, tenant, async (transaction) => {
        const rows = await transaction
          .selectFrom('webhook_keys')
          .where('tenant', '=', tenant)
          .orderBy('number')
          .select(['number', 'set_at', 'keys'])
          .execute();
        const before: readonly KeysInForce[] = [
          { keys: first, since: undefined },
          ...rows.map((row) => ({ keys: read(row.keys), since: row.set_at })),
        ];
        const last = before.at(-1);
        if (last && JSON.stringify(last.keys) === JSON.stringify(keys)) return last;
        requireSameNames(before, keys);
        const since = clock.now();
        const row = { tenant, number: rows.length + 1, set_at: since, keys: JSON.stringify(keys) };
        await transaction.insertInto('webhook_keys').values(row).execute();
        return { keys, since };
      }),
  };
}

/** A kid that named two keys would make every line that says which key was used a riddle. @throws Problem */
function requireSameNames(before: readonly KeysInForce[], keys: WebhookKeys): void {
  const named = before.map((one) => keyMaterial(one.keys));
  for (const [kid, material] of keyMaterial(keys)) {
    if (named.some((names) => (names.get(kid) ?? material) !== material))
      throw new Problem('conflict', 'a kid names another key than it named before: give the new key a name of its own');
  }
}
