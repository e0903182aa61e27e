import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { describeIssue } from './describe-issue.ts';
import { defaultFarm, type Farm, type FarmPair, farmSettings } from './farm.ts';
import { FarmError } from './farm-error.ts';
import { type FarmPhone, realAndroid, realIphone, simulatedPhone } from './phone.ts';

/**
 * The farm of a rehearsal: the named file, else `farm.yaml` in the working folder, else the simulated pair.
 * @throws FarmError that names the file, the place in it and the remedy
 */
export function loadFarm(file?: string): Farm {
  if (file === undefined && !existsSync('farm.yaml')) return defaultFarm;
  const path = file ?? 'farm.yaml';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new FarmError(
      path,
      code === 'ENOENT' ? 'there is no such file. Check the path after --farm.' : String(error),
    );
  }
  return readFarm(text, basename(path));
}

/** @throws FarmError */
export function readFarm(text: string, source: string): Farm {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new FarmError(`${source}:${line}:${col}`, `is not YAML: ${broken.message}`);
  }
  const settings = farmSettings.safeParse(plainValue(document, source) ?? {}, { reportInput: true });
  if (!settings.success)
    throw new FarmError(source, describeIssue(settings.error, [], Object.keys(farmSettings.shape)));
  const phones = settings.data.devices.map((device, index) => readPhone(device, index, source));
  checkUnique(phones, source);
  const { pairs, tunnelRegistry, messageCap } = settings.data;
  return {
    source,
    messageCap,
    pairs: pairs === undefined ? pairUp(phones, source) : namedPairs(pairs, phones, source),
    ...(tunnelRegistry === undefined ? {} : { tunnelRegistry }),
  };
}

/** What the document says. @throws FarmError where its aliases multiply without end */
function plainValue(document: Document, source: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FarmError(source, `cannot be read: ${why}. Write out what its aliases (*name) stand for.`);
  }
}

function readPhone(device: unknown, index: number, source: string): FarmPhone {
  const path = ['devices', index];
  if (typeof device !== 'object' || device === null || Array.isArray(device))
    throw new FarmError(source, `devices[${index}] is not a device. Give it os, name and, for a real phone, udid.`);
  const os = 'os' in device ? device.os : undefined;
  if (os !== 'android' && os !== 'ios') {
    const found = os === undefined ? 'is missing' : `is ${JSON.stringify(os)}`;
    throw new FarmError(source, `devices[${index}].os ${found}. Write "android" or "ios".`);
  }
  const real = os === 'android' ? realAndroid : realIphone;
  const schema = 'simulated' in device && device.simulated === true ? simulatedPhone : real;
  const checked = schema.safeParse(device, { reportInput: true });
  if (!checked.success) throw new FarmError(source, describeIssue(checked.error, path, Object.keys(schema.shape)));
  if (checked.data.os === 'ios' && !checked.data.simulated && Number.parseInt(checked.data.osVersion, 10) < 18)
    throw new FarmError(
      source,
      `devices[${index}].osVersion is ${checked.data.osVersion}, but end-to-end encrypted RCS and the tunnel need iOS 18 or later. Update the phone or remove it.`,
    );
  return checked.data;
}

function checkUnique(phones: readonly FarmPhone[], source: string): void {
  const seen = new Map<string, number>();
  for (const [index, phone] of phones.entries()) {
    const claims: [string, string | number | undefined][] = [['name', phone.name]];
    if (!phone.simulated) {
      claims.push(['udid', phone.udid], ['msisdn', phone.msisdn]);
      for (const [key, value] of Object.entries(phone.ports)) claims.push([`ports.${key}`, value]);
    }
    for (const [key, value] of claims) {
      if (value === undefined) continue;
      const claim = key.startsWith('ports.') ? `port ${value}` : `${key} ${value}`;
      const other = seen.get(claim);
      if (other !== undefined)
        throw new FarmError(
          source,
          `devices[${index}].${key} is ${value}, which devices[${other}] has already. Give each phone its own.`,
        );
      seen.set(claim, index);
    }
  }
}

function pairUp(phones: readonly FarmPhone[], source: string): FarmPair[] {
  const pairs: FarmPair[] = [];
  for (const simulated of [true, false]) {
    const android = phones.filter((phone) => phone.simulated === simulated).filter(isAndroid);
    const ios = phones.filter((phone) => phone.simulated === simulated).filter(isIphone);
    for (const [index, first] of android.entries()) {
      const second = ios[index];
      if (second !== undefined) pairs.push(pair(first, second));
    }
  }
  if (pairs.length === 0)
    throw new FarmError(
      source,
      'devices holds no pair: a rehearsal needs an android and an ios device, both simulated or both real.',
    );
  return pairs;
}

function namedPairs(
  named: readonly { readonly android: string; readonly ios: string }[],
  phones: readonly FarmPhone[],
  source: string,
): FarmPair[] {
  const taken = new Set<string>();
  return named.map(({ android, ios }, index) => {
    const find = (name: string, os: 'android' | 'ios'): FarmPhone => {
      const phone = phones.find((candidate) => candidate.name === name && candidate.os === os);
      if (phone === undefined) {
        const known = phones.filter((candidate) => candidate.os === os).map((candidate) => candidate.name);
        throw new FarmError(
          source,
          `pairs[${index}].${os} is "${name}", but no ${os} device has that name. Known: ${known.join(', ') || 'none'}.`,
        );
      }
      if (taken.has(name))
        throw new FarmError(source, `pairs[${index}].${os} is "${name}", which is in a pair already. Use it once.`);
      taken.add(name);
      return phone;
    };
    const [first, second] = [find(android, 'android'), find(ios, 'ios')];
    if (!isAndroid(first) || !isIphone(second)) throw new TypeError('phones are found by their os');
    if (first.simulated !== second.simulated)
      throw new FarmError(
        source,
        `pairs[${index}] mixes a simulated with a real phone, which no carrier connects. Pair like with like.`,
      );
    return pair(first, second);
  });
}

const isAndroid = (phone: FarmPhone): phone is FarmPair['android'] => phone.os === 'android';
const isIphone = (phone: FarmPhone): phone is FarmPair['ios'] => phone.os === 'ios';

function pair(android: FarmPair['android'], ios: FarmPair['ios']): FarmPair {
  return { name: `${android.name}-${ios.name}`, android, ios };
}
