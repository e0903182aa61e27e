import type { Phone } from '../phone.ts';
import { dictionary, type PlistDictionary } from './plist/value.ts';

/** Who this iPhone says it is, besides what `Phone` knows. */
export interface DeviceIdentity {
  /** `00008120-` and sixteen hexadecimal digits, as iPhones since 2018 have it. */
  readonly udid: string;
}

/** Marketing names to hardware identifiers. */
const productTypes: Readonly<Record<string, string>> = {
  'iPhone 14': 'iPhone14,7',
  'iPhone 14 Pro': 'iPhone15,2',
  'iPhone 15': 'iPhone15,4',
  'iPhone 15 Pro': 'iPhone16,1',
  'iPhone 16': 'iPhone17,3',
  'iPhone 16 Pro': 'iPhone17,1',
};

function productType(model: string): string {
  return /^iPhone\d+,\d+$/.test(model) ? model : (productTypes[model] ?? 'iPhone15,4');
}

/** What lockdownd tells of the phone, by key. The phone's time zone is UTC. */
export function lockdownValues(phone: Phone, { udid }: DeviceIdentity): PlistDictionary {
  return dictionary(
    Object.entries({
      ActivationState: 'Activated',
      CPUArchitecture: 'arm64e',
      DeviceClass: 'iPhone',
      DeviceColor: '1',
      DeviceName: phone.name,
      HardwareModel: 'D37AP',
      PasswordProtected: false,
      ProductName: 'iPhone OS',
      ProductType: productType(phone.model),
      ProductVersion: phone.osVersion,
      BuildVersion: '22F76',
      SerialNumber: udid.replaceAll('-', '').slice(-12),
      TelephonyCapability: true,
      TimeIntervalSince1970: phone.now() / 1000,
      TimeZone: 'UTC',
      TimeZoneOffsetFromUTC: 0,
      UniqueDeviceID: udid,
    }),
  );
}

/** Answers lockdownd's `QueryType` and `GetValue`; undefined for any other request. */
export function answerLockdown(
  phone: Phone,
  identity: DeviceIdentity,
  message: PlistDictionary,
): PlistDictionary | undefined {
  if (message['Request'] === 'QueryType') return { Request: 'QueryType', Type: 'com.apple.mobile.lockdown' };
  if (message['Request'] !== 'GetValue') return undefined;
  const key = message['Key'];
  if (typeof key !== 'string') return { Request: 'GetValue', Value: lockdownValues(phone, identity) };
  const value = message['Domain'] === undefined ? lockdownValues(phone, identity)[key] : undefined;
  if (value === undefined) return { Request: 'GetValue', Key: key, Error: 'MissingValue' };
  return { Request: 'GetValue', Key: key, Value: value };
}
