import { identityKeyParameter, imsiPrefix } from './assumptions.ts';
import { ProtocolError } from './protocol-error.ts';
import { isMsisdn } from './uri.ts';

/** What a phone tells the ACS when it asks for its configuration (RCC.14). */
export interface ProvisioningRequest {
  /** The configuration version it holds; 0 for none: first start, or state lost. */
  readonly vers: number;
  readonly rcsState: number;
  /** Of the SIM, 14 or 15 digits: what the ACS knows the subscriber by. */
  readonly imsi: string;
  /** Of the phone, 14 to 16 digits. */
  readonly imei: string;
  readonly msisdn: string;
  readonly terminalVendor: string;
  readonly terminalModel: string;
  readonly terminalSwVersion: string;
  readonly clientVendor: string;
  readonly clientVersion: string;
  /** `UP_2.4`, `UP_T`. */
  readonly rcsProfile: string;
  /** `11.0` */
  readonly rcsVersion: string;
  /** From an earlier document, '' at first. */
  readonly token: string;
  /** The device's identity key: the uncompressed P-256 point, 65 bytes. */
  readonly identityKey?: Uint8Array;
}

const names: Readonly<Record<Exclude<keyof ProvisioningRequest, 'identityKey'>, string>> = {
  vers: 'vers',
  rcsState: 'rcs_state',
  imsi: 'IMSI',
  imei: 'IMEI',
  msisdn: 'msisdn',
  terminalVendor: 'terminal_vendor',
  terminalModel: 'terminal_model',
  terminalSwVersion: 'terminal_sw_version',
  clientVendor: 'client_vendor',
  clientVersion: 'client_version',
  rcsProfile: 'rcs_profile',
  rcsVersion: 'rcs_version',
  token: 'token',
};

/** The IMSI of the simulated SIM that carries `msisdn`. */
export const imsiOf = (msisdn: string): string => imsiPrefix + msisdn.replace(/\D/g, '').slice(-10).padStart(10, '0');

/** The query string, without `?`. */
export function serialiseProvisioningRequest(request: ProvisioningRequest): string {
  const query = new URLSearchParams();
  for (const key of Object.keys(names) as (keyof typeof names)[]) query.append(names[key], String(request[key]));
  query.append('SMS_port', '0');
  const { identityKey } = request;
  if (identityKey) query.append(identityKeyParameter, Buffer.from(identityKey).toString('base64url'));
  return query.toString();
}

/** @throws ProtocolError naming the parameter that is missing or wrong */
export function parseProvisioningRequest(query: string): ProvisioningRequest {
  if (query.length > 4096) throw new ProtocolError('provisioning', `a query of ${query.length} characters`);
  const given = new URLSearchParams(query);
  const text = (key: keyof typeof names, form: RegExp = /^.{0,128}$/): string => {
    const value = given.get(names[key]) ?? '';
    if (!form.test(value))
      throw new ProtocolError('provisioning', `${names[key]} "${value.slice(0, 40)}" is missing or wrong`);
    return value;
  };
  const msisdn = text('msisdn');
  if (!isMsisdn(msisdn)) throw new ProtocolError('provisioning', `msisdn "${msisdn.slice(0, 40)}" is not E.164`);
  const key = given.get(identityKeyParameter);
  if (key !== null && !/^B[A-Za-z0-9_-]{86}$/.test(key))
    throw new ProtocolError('provisioning', `${identityKeyParameter} is no uncompressed P-256 point`);
  return {
    vers: Number(text('vers', /^-?[0-9]{1,10}$/)),
    rcsState: Number(text('rcsState', /^-?[0-9]{1,10}$/)),
    imsi: text('imsi', /^[0-9]{14,15}$/),
    imei: text('imei', /^[0-9]{14,16}$/),
    msisdn,
    terminalVendor: text('terminalVendor'),
    terminalModel: text('terminalModel'),
    terminalSwVersion: text('terminalSwVersion'),
    clientVendor: text('clientVendor'),
    clientVersion: text('clientVersion'),
    rcsProfile: text('rcsProfile'),
    rcsVersion: text('rcsVersion'),
    token: text('token'),
    ...(key === null ? {} : { identityKey: Uint8Array.from(Buffer.from(key, 'base64url')) }),
  };
}
