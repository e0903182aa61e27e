import type { Timer } from '../../kernel/clock.ts';
import type { ProvisioningDocument } from '../../protocol/provisioning-document.ts';
import { domainOf } from '../../protocol/uri.ts';
import { ownCapabilities } from './capabilities.ts';
import { certification } from './certification.ts';
import { digestFetch } from './digest-fetch.ts';
import { type KeyDirectory, keyDirectory } from './key-directory.ts';
import type { Outbox } from './outbox.ts';
import { provision, revokeDevice } from './provisioning.ts';
import type { ConnectionState, RcsClient, RcsClientOptions } from './rcs-client.ts';
import { type Registration, registration } from './registration.ts';
import type { Signalling } from './signalling.ts';
import type { RequestWriter } from './sip-request.ts';

/** KeyPackages put into the pool at a time, besides the last-resort one. */
const poolSize = 10;
/** Pauses between attempts to connect, ms; the last one repeats. */
const pausesMs = [1000, 2000, 4000, 8000, 10_000] as const;

interface Account {
  readonly document: ProvisioningDocument;
  readonly registration: Registration;
  readonly directory: KeyDirectory | undefined;
}

export interface ConnectionOptions extends RcsClientOptions {
  readonly write: RequestWriter;
  readonly radio: () => Signalling;
  readonly outgoing: Outbox;
  readonly encrypts: () => boolean;
  readonly problem: (doing: string, reason: string) => void;
  /** Registered, and its keys are published where it encrypts. */
  readonly onRenewable: () => void;
  /** Connected, and what waits goes out next. */
  readonly onReady: () => void;
  /** Connected, and what waits goes out. */
  readonly onAwake: () => void;
  /** Not connected any more: what belongs to the connection is void. */
  readonly onReset: () => void;
}

/** The way of an installation to its carrier: provisioned, registered, certified, its keys published; and again, until told not to. */
export interface Connection
  extends Pick<
    RcsClient,
    'state' | 'connect' | 'disconnect' | 'revokeDevice' | 'replenishKeys' | 'renewCertificate' | 'carrierEncrypts'
  > {
  account(): Account | undefined;
  /** It is to run: somebody is there to answer. */
  wanted(): boolean;
  introduced(): boolean;
  setUp(): boolean;
  reconnect(): void;
  end(): void;
}

export function connection(options: ConnectionOptions): Connection {
  const { clock, random, journal, network, phone, msisdn, carrier, mls, onChange } = options;
  const { write, radio, outgoing, encrypts, problem } = options;
  const domain = domainOf(carrier);
  const fetch = network.fetchFrom(phone);
  let state: ConnectionState = 'disconnected';
  let wanted = false;
  let failures = 0;
  let carrierMls = false;
  /** Connected at least once with this account: what the phone can do is known, and its KeyPackages are there. */
  let setUp = false;
  let account: Account | undefined;
  let keysPublished = false;
  /** This installation was registered at least once: what comes earlier is meant for the one that it replaces. */
  let introduced = false;
  let next: Timer | undefined;
  /** Goes up whenever the phone connects or disconnects: what belongs to an earlier attempt is void. */
  let attempt = 0;

  const certificates = certification({ clock, msisdn, imei: options.imei, mls, onProblem: problem });

  async function open(): Promise<Account> {
    const document = await provision(fetch, {
      msisdn,
      carrier,
      os: options.os,
      imei: options.imei,
      identityKey: mls.identityKey,
    });
    const credentials = document.auth;
    const sip = {
      random: random.split('registration'),
      sip: radio().sip,
      write,
      node: phone,
      msisdn,
      server: document.pcscf,
      domain,
      credentials,
    };
    const directory =
      document.kdsUrl && keyDirectory(digestFetch(fetch, random.split('kds'), credentials), document.kdsUrl, msisdn);
    return { document, registration: registration(sip), directory: directory || undefined };
  }

  /** The password is not ours any more. Asking for another empties our pool at the KDS, too. */
  function forgetAccount(): void {
    account = undefined;
    keysPublished = false;
    setUp = false;
  }

  /** Certified first, where the certificate is none or old: KeyPackages carry it. */
  async function publishKeys({ document, directory }: Account): Promise<void> {
    if (!directory) return;
    if (await certificates.renew(document, directory)) keysPublished = false;
    if (keysPublished && (await directory.available()) >= poolSize / 2) return;
    keysPublished = (await directory.publish(await mls.keyPackages(poolSize))) === 'stored';
    if (!keysPublished) problem('publish KeyPackages', 'expired-credential');
  }

  async function tryToConnect(mine: number): Promise<void> {
    try {
      account ??= await open();
      if (mine !== attempt) return;
      const registered = await account.registration.register(ownCapabilities(options.wantsEncryption()));
      if (mine !== attempt) return;
      if (!registered.ok) {
        if (registered.reason.endsWith('401')) forgetAccount();
        throw new Error(registered.reason);
      }
      introduced = true;
      carrierMls = registered.mls;
      if (carrierMls && !account.directory) {
        forgetAccount(); // configured while the carrier did not encrypt
        throw new Error('the configuration names no key directory');
      }
      if (encrypts()) await publishKeys(account);
      if (mine === attempt && encrypts()) options.onRenewable();
      if (mine !== attempt) return;
      connected(registered.expiresS);
    } catch (error) {
      if (mine !== attempt) return;
      problem('connect', error instanceof Error ? error.message : String(error));
      const pauseMs = pausesMs[Math.min(failures++, pausesMs.length - 1)] ?? 10_000;
      next = clock.after(pauseMs, `${phone} connects again`, () => tryToConnect(mine));
    }
  }

  function connected(expiresS: number): void {
    failures = 0;
    if (state !== 'connected') journal.append('handset.registered', { phone, carrier, expires_s: expiresS });
    state = 'connected';
    setUp = true;
    options.onReady();
    outgoing.wake();
    options.onAwake();
    next = clock.after(expiresS * 500, `${phone} refreshes its registration`, () => tryToConnect(attempt));
    onChange();
  }

  function reconnect(): void {
    if (!wanted || state !== 'connected') return;
    state = 'setting-up';
    outgoing.sleep();
    next?.cancel();
    const mine = ++attempt;
    clock.after(0, `${phone} registers again`, () => tryToConnect(mine));
    onChange();
  }

  return {
    state: () => state,
    account: () => account,
    wanted: () => wanted,
    introduced: () => introduced,
    setUp: () => setUp,
    reconnect,
    carrierEncrypts: () => carrierMls,
    connect() {
      if (wanted) return;
      wanted = true;
      failures = 0;
      state = 'setting-up';
      const mine = ++attempt;
      clock.after(0, `${phone} connects`, () => tryToConnect(mine));
      onChange();
    },
    disconnect(reason, how) {
      if (!wanted) return;
      if (state === 'connected' && how === undefined) void account?.registration.register(ownCapabilities(false), 0);
      wanted = false;
      attempt++;
      next?.cancel();
      outgoing.sleep();
      options.onReset();
      if (state === 'connected') journal.append('handset.unregistered', { phone, reason });
      state = 'disconnected';
      onChange();
    },
    revokeDevice(imei) {
      outgoing.add('revocations', async () => {
        if (!account) return 'later';
        try {
          await revokeDevice(digestFetch(fetch, random.split(`revoke ${imei}`), account.document.auth), carrier, imei);
          return 'done';
        } catch (error) {
          problem('revoke a device', error instanceof Error ? error.message : String(error));
          return error instanceof TypeError ? 'later' : 'done';
        }
      });
    },
    replenishKeys() {
      keysPublished = false;
      reconnect();
    },
    renewCertificate() {
      certificates.insist();
      reconnect();
    },
    end() {
      attempt++;
      next?.cancel();
      outgoing.sleep();
    },
  };
}
