import { p256Sign } from '../../crypto/p256/ecdsa.ts';
import { seededCrypto } from '../../crypto/seeded-provider.ts';
import { createMlsEngine } from '../engine/engine.ts';
import { encodeEpoch } from '../engine/epoch-codec.ts';
import type { MlsEngine } from '../engine/port.ts';
import { groupIdText } from '../wire/group-id.ts';
import { applicationMessages } from './application-messages.ts';
import { arrivingHandshakes } from './arriving-handshakes.ts';
import { MlsClientError } from './client-error.ts';
import type { MlsClientOptions, SeededMlsClientOptions, SimulatedMlsClient } from './client-options.ts';
import { type DeviceCredentials, deviceCredentials } from './device-credentials.ts';
import { groupHoldings } from './group-holdings.ts';
import { healthStates } from './health.ts';
import { keyPackageStock } from './key-package-stock.ts';
import { ownIdentity } from './own-identity.ts';
import { clientRecord } from './record.ts';
import { threeDaysMs } from './retained-epochs.ts';
import { staging } from './staging.ts';

/** The MLS client of a simulated phone. @throws NotSimulatedError outside a simulated world */
export function createMlsClient(options: SeededMlsClientOptions): SimulatedMlsClient {
  const stream = options.random.split(`mls-client/${options.incarnation}`);
  const { msisdn, device, clock } = options;
  const credentials = device === undefined ? undefined : deviceCredentials({ msisdn, device, clock });
  const engine = createMlsEngine(seededCrypto(stream, options.licence), 2, credentials?.authentication);
  return mlsClient(engine, options, credentials);
}

/**
 * An MLS client on any engine.
 * @param credentials what the engine's authentication belongs to; without it leaves carry basic credentials
 */
export function mlsClient(
  engine: MlsEngine,
  options: MlsClientOptions,
  credentials?: DeviceCredentials,
): SimulatedMlsClient {
  const { msisdn, clock, retentionMs = threeDaysMs } = options;
  if (retentionMs < threeDaysMs) throw new MlsClientError('secrets of past epochs are kept for at least three days');
  const identity = ownIdentity(engine, msisdn, credentials);
  const record = clientRecord(options.phone, options.record ?? (() => {}), options.device);
  record.identity(options.incarnation, identity.name);
  const health = healthStates(record.health);
  const holdings = groupHoldings({ msisdn, clock, retentionMs, record, health });
  const { groups, leafSince, viewOf, find } = holdings;
  const stock = keyPackageStock(engine, clock, identity, record);
  const { of: healthOf, move: moveHealth } = health;
  const { device } = options;
  const staged = { engine, msisdn, clock, identity, credentials, holdings, record, moveHealth };

  return {
    msisdn,
    ...staging({ ...staged, ...(device !== undefined && { device }) }),
    ...arrivingHandshakes({ engine, clock, identity, stock, holdings, record }),
    ...applicationMessages(engine, holdings, record),
    identity: identity.name,
    identityKey: identity.keys().signaturePublicKey,
    prove: (statement) => p256Sign(identity.keys().signaturePrivateKey, statement),
    certificate: identity.certificate,
    certify: (chain, roots) => identity.certify(chain, roots, record),
    outdated: () =>
      [...groups.values()]
        .filter((held) => identity.outdated(held.group))
        .map((held) => groupIdText(held.group.groupId)),
    keyPackages: stock.keyPackages,
    keyPackageSecrets: stock.secrets,
    initKeys: () => stock.secrets().map(({ initKeyHash }) => initKeyHash),
    group(groupId) {
      const held = find(groupId);
      return held && viewOf(held);
    },
    groups: () => [...groups.values()].map(viewOf),
    stale: (longerThanMs) => [...groups.keys()].filter((id) => clock.now() - (leafSince.get(id) ?? 0) > longerThanMs),
    health: healthOf,
    moveHealth,
    forget(groupId, reason) {
      if (!groups.delete(groupId)) return;
      health.forget(groupId);
      record.forgotten(groupId, reason);
    },
    snapshot(groupId) {
      const held = find(groupId);
      if (!held) return undefined;
      return {
        group: engine.serialize(held.group),
        retained: held.retained.map(({ messages }) => encodeEpoch(messages)),
      };
    },
  };
}
