import { imsiOf } from '../protocol/provisioning-request.ts';

/** A phone that was provisioned for a subscriber: what the carrier gave it. Survives a reboot. */
export interface Device {
  readonly msisdn: string;
  readonly imei: string;
  /** Counts first-time provisionings (`vers=0`): KeyPackages and registrations belong to one of them. */
  readonly generation: number;
  readonly userName: string;
  readonly userPwd: string;
  readonly token: string;
}

/** A carrier's subscribers (its HSS), each with at most one device. */
export interface Subscribers {
  add(msisdn: string): void;
  /** The subscriber that a SIM belongs to. */
  withSim(msisdn: string, imsi: string): boolean;
  has(msisdn: string): boolean;
  device(msisdn: string): Device | undefined;
  deviceOfUser(userName: string): Device | undefined;
  /** Puts a device in place of the one before, whose credentials are void from now on. */
  provision(device: Device): void;
}

export function createSubscribers(): Subscribers {
  const sims = new Map<string, string>();
  const devices = new Map<string, Device>();
  const users = new Map<string, Device>();
  return {
    add: (msisdn) => void sims.set(msisdn, imsiOf(msisdn)),
    withSim: (msisdn, imsi) => sims.get(msisdn) === imsi,
    has: (msisdn) => sims.has(msisdn),
    device: (msisdn) => devices.get(msisdn),
    deviceOfUser: (userName) => users.get(userName),
    provision(device) {
      const before = devices.get(device.msisdn);
      if (before) users.delete(before.userName);
      devices.set(device.msisdn, device);
      users.set(device.userName, device);
    },
  };
}
