import { imsiOf } from '../protocol/provisioning-request.ts';

/** A phone that was provisioned for a subscriber: what the carrier gave it. Survives a reboot. */
export interface Device {
  readonly msisdn: string;
  /** What tells a subscriber's devices apart, whatever is installed on them. */
  readonly imei: string;
  /** Counts first-time provisionings (`vers=0`): KeyPackages and registrations belong to one of them. */
  readonly generation: number;
  readonly userName: string;
  readonly userPwd: string;
  readonly token: string;
}

/** Where messages of one device wait, and its registration is kept: a reinstallation is still the same device. */
export const deviceKey = ({ msisdn, imei }: Pick<Device, 'msisdn' | 'imei'>): string => `${msisdn} ${imei}`;

/** A carrier's subscribers (its HSS), each with as many devices as were provisioned. */
export interface Subscribers {
  add(msisdn: string): void;
  /** The subscriber that a SIM belongs to. */
  withSim(msisdn: string, imsi: string): boolean;
  has(msisdn: string): boolean;
  /** In the order in which they came. */
  devices(msisdn: string): readonly Device[];
  device(msisdn: string, imei: string): Device | undefined;
  /** Those that messages go to: whichever ever registered; before the first did, all that were provisioned. */
  receiving(msisdn: string): readonly Device[];
  deviceOfUser(userName: string): Device | undefined;
  /** Adds a device, or replaces the one with its IMEI, whose credentials are void from now on. */
  provision(device: Omit<Device, 'generation'>): Device;
  registered(device: Device): void;
  /** Takes a device away for good: it is not provisioned again. */
  revoke(msisdn: string, imei: string): Device | undefined;
  isRevoked(msisdn: string, imei: string): boolean;
}

interface Subscriber {
  readonly imsi: string;
  readonly devices: Map<string, Device>;
  readonly introduced: Set<string>;
  readonly revoked: Set<string>;
  provisionings: number;
}

/** Devices that a subscriber may have at a time. */
export const devicesPerSubscriber = 8;

export function createSubscribers(): Subscribers {
  const subscribers = new Map<string, Subscriber>();
  const users = new Map<string, Device>();
  const devices = (msisdn: string): readonly Device[] => [...(subscribers.get(msisdn)?.devices.values() ?? [])];
  return {
    add(msisdn) {
      if (subscribers.has(msisdn)) return;
      subscribers.set(msisdn, {
        imsi: imsiOf(msisdn),
        devices: new Map(),
        introduced: new Set(),
        revoked: new Set(),
        provisionings: 0,
      });
    },
    withSim: (msisdn, imsi) => subscribers.get(msisdn)?.imsi === imsi,
    has: (msisdn) => subscribers.has(msisdn),
    devices,
    device: (msisdn, imei) => subscribers.get(msisdn)?.devices.get(imei),
    receiving(msisdn) {
      const introduced = subscribers.get(msisdn)?.introduced;
      const all = devices(msisdn);
      if (all.length === 1 || !introduced) return all; // the usual case, without another list
      const ready = all.filter(({ imei }) => introduced.has(imei));
      return ready.length > 0 ? ready : all;
    },
    deviceOfUser: (userName) => users.get(userName),
    provision(given) {
      const subscriber = subscribers.get(given.msisdn);
      if (!subscriber) throw new Error(`${given.msisdn} is no subscriber: add it first`);
      const device = { ...given, generation: ++subscriber.provisionings };
      const before = subscriber.devices.get(device.imei);
      if (before) users.delete(before.userName);
      subscriber.devices.set(device.imei, device);
      users.set(device.userName, device);
      return device;
    },
    registered: ({ msisdn, imei }) => void subscribers.get(msisdn)?.introduced.add(imei),
    revoke(msisdn, imei) {
      const subscriber = subscribers.get(msisdn);
      const device = subscriber?.devices.get(imei);
      if (!subscriber || !device) return undefined;
      subscriber.devices.delete(imei);
      subscriber.introduced.delete(imei);
      subscriber.revoked.add(imei);
      users.delete(device.userName);
      return device;
    },
    isRevoked: (msisdn, imei) => subscribers.get(msisdn)?.revoked.has(imei) === true,
  };
}
