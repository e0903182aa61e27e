import type { Carrier } from '../../simulators/carrier/carrier.ts';
import type { World, WorldPhone } from '../../simulators/world.ts';
import type { FaultStage, SimulatedPhone, StageCarrier, StageFace, StagePhone } from '../faults/stage.ts';
import { kindOf } from './carried.ts';
import { acceptances } from './lost-replies.ts';
import { subjectEdges } from './subject-edges.ts';

/**
 * What faults act on, when everything is simulated.
 * @param faces the phones' sockets, in a rehearsal
 */
export function faultStage(world: World, faces: ReadonlyMap<string, StageFace> = new Map()): FaultStage {
  const { clock, journal, network, enterprise, phones } = world;
  const carriers = new Map([...world.carriers.values()].map((carrier) => [carrier.name, stageCarrier(world, carrier)]));
  const stagePhone = (it: WorldPhone): StagePhone => {
    const face = faces.get(it.name);
    return {
      name: it.name,
      place: 'simulated',
      get airplaneMode() {
        return it.phone.airplaneMode;
      },
      setAirplaneMode: (on) => it.phone.setAirplaneMode(on),
      simulated: simulatedPhone(world, it, carriers),
      ...(face && { face }),
    };
  };
  return {
    clock,
    phones: new Map([...phones].map(([name, it]) => [name, stagePhone(it)])),
    carriers,
    links: network,
    subject: 'simulated',
    ...subjectEdges(network, enterprise),
    append: (kind, data) => journal.append(kind, data),
  };
}

const nameOf = ({ phones }: World, msisdn: string): string =>
  [...phones.values()].find((phone) => phone.msisdn === msisdn)?.name ?? msisdn;

function stageCarrier(world: World, carrier: Carrier): StageCarrier {
  let throttledS = 0;
  return {
    name: carrier.name,
    get e2ee() {
      return carrier.e2ee;
    },
    set e2ee(on) {
      carrier.setE2ee(on);
    },
    get throttleS() {
      return throttledS;
    },
    set throttleS(seconds) {
      throttledS = seconds;
      carrier.throttle(seconds > 0 ? seconds : undefined);
    },
    reboot: () => carrier.reboot(),
    focus: {
      forkNext: () => carrier.focusFaults.forkNext(undefined),
      refuseNextAsStale: () => carrier.focusFaults.refuseNextAsStale(undefined),
      failTransiently: (on) => carrier.focusFaults.failTransiently(on),
      limit: (quota, perDay) => carrier.focusFaults.limit(quota, perDay),
    },
    interfere: (rule) =>
      carrier.interfere((message) =>
        rule({ kind: kindOf(message), from: nameOf(world, message.from), to: nameOf(world, message.to) }),
      ),
  };
}

function simulatedPhone(
  world: World,
  { name, msisdn, carrier: carrierName, pairedWith, handset, phone, storage }: WorldPhone,
  carriers: ReadonlyMap<string, StageCarrier>,
): SimulatedPhone {
  const carrier = carriers.get(carrierName);
  const behind = world.carriers.get(carrierName);
  if (!carrier || !behind) throw new Error(`${name} is a subscriber of "${carrierName}", which is not in its world`);
  const addressOf = (peer: string): string => world.phones.get(peer)?.msisdn ?? peer;
  const endApps = (): void => {
    for (const { id } of phone.apps()) phone.terminate(id);
  };
  return {
    carrier,
    encryptsWith: () => [
      ...handset.encryptsWith().map((peer) => nameOf(world, peer)),
      ...handset.conversations().flatMap(({ peer, group, encryption }) => (group && encryption ? [peer.msisdn] : [])),
    ],
    ...(pairedWith !== undefined && { pairedWith }),
    reinstall() {
      endApps();
      handset.reinstall();
    },
    setServiceRunning(on) {
      if (!on) endApps();
      handset.setServiceRunning(on);
    },
    setPower(on) {
      if (!on) endApps();
      handset.setPower(on);
    },
    get clockSkewMs() {
      return handset.clockSkewMs;
    },
    set clockSkewMs(ms) {
      handset.clockSkewMs = ms;
    },
    get storageFull() {
      return storage.full;
    },
    set storageFull(full) {
      storage.full = full;
    },
    rotateKeys: (peer) => void handset.rotateKeys(addressOf(peer)),
    advanceEra: (peer) => handset.advanceEra(addressOf(peer)),
    endEncryption: (peer) => handset.endEncryption(handset.open(addressOf(peer)).id),
    drainKeyPackages: () => behind.drainKeyPackages(msisdn, 0),
    replenishKeyPackages: () => handset.replenishKeys(),
    withholdKeyPackages: (on) => behind.withholdKeyPackages(msisdn, on),
    spoilWelcomes: () => behind.spoilWelcomes('spoilt', msisdn),
    limitCertificates: (days) => behind.limitCertificates(days, msisdn),
    renewCertificate: () => handset.renewCertificate(),
    revoke() {
      const other = [...world.phones.values()].find((each) => each.msisdn === msisdn && each.name !== name);
      if (!other) throw new Error(`${name} has no other device of its subscriber's to be revoked from`);
      other.handset.revokeDevice(handset.imei);
    },
    expireRegistration: () => behind.expireRegistration(msisdn, handset.imei),
    registerAnew: () => handset.registerAnew(),
    loseReplies: (to) => world.network.lose(acceptances(name, carrierName, to)),
  };
}
