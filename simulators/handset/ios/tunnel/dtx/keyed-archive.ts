import createBinaryPlist from 'bplist-creator';
import { readBinaryPlist } from '../../plist/binary-reader.ts';
import { plistLimits } from '../../plist/limits.ts';
import { ArchiveUid, dictionary, isDictionary, PlistError, type PlistValue } from '../../plist/value.ts';

/** What an archive may carry here: plain values, and the errors that a service reports. */
export type Archivable =
  | null
  | boolean
  | number
  | string
  | readonly Archivable[]
  | { readonly [key: string]: Archivable }
  | ArchivedError;

/** An `NSError`, the answer to a call that failed. */
export class ArchivedError {
  readonly domain: string;
  readonly code: number;
  readonly description: string;
  constructor(domain: string, code: number, description: string) {
    this.domain = domain;
    this.code = code;
    this.description = description;
  }
}

type Slot = string | number | boolean | { readonly [key: string]: unknown };

/** An `NSKeyedArchiver` archive of a value, as a binary property list. */
export function archive(root: Archivable): Buffer {
  const objects: Slot[] = ['$null'];
  const classes = new Map<string, number>();
  const reserve = (): number => objects.push('$null') - 1;

  function classOf(...names: readonly [string, ...string[]]): ArchiveUid {
    const known = classes.get(names[0]);
    if (known !== undefined) return new ArchiveUid(known);
    const index = reserve();
    objects[index] = { $classname: names[0], $classes: names };
    classes.set(names[0], index);
    return new ArchiveUid(index);
  }

  function keyed(entries: { readonly [key: string]: Archivable }): Slot {
    return {
      'NS.keys': Object.keys(entries).map(add),
      'NS.objects': Object.values(entries).map(add),
      $class: classOf('NSDictionary', 'NSObject'),
    };
  }

  function add(value: Archivable): ArchiveUid {
    if (value === null) return new ArchiveUid(0);
    const index = reserve();
    if (typeof value !== 'object') objects[index] = value;
    else if (value instanceof ArchivedError) {
      objects[index] = {
        NSCode: value.code,
        NSDomain: add(value.domain),
        NSUserInfo: add({ NSLocalizedDescription: value.description }),
        $class: classOf('NSError', 'NSObject'),
      };
    } else if (isList(value)) {
      objects[index] = { 'NS.objects': value.map(add), $class: classOf('NSArray', 'NSObject') };
    } else objects[index] = keyed(value);
    return new ArchiveUid(index);
  }

  const top = add(root);
  return createBinaryPlist({ $version: 100_000, $archiver: 'NSKeyedArchiver', $top: { root: top }, $objects: objects });
}

const isList = (value: Archivable): value is readonly Archivable[] => Array.isArray(value);

/**
 * Reads an archive back into plain values: dictionaries, arrays and sets, strings, numbers, data; other objects become
 * dictionaries of their fields.
 *
 * @throws PlistError
 */
export function unarchive(bytes: Uint8Array): PlistValue {
  const plist = readBinaryPlist(bytes);
  const objects = isDictionary(plist) ? plist['$objects'] : undefined;
  const top = isDictionary(plist) ? plist['$top'] : undefined;
  if (!isDictionary(plist) || plist['$archiver'] !== 'NSKeyedArchiver' || !Array.isArray(objects)) {
    throw new PlistError('not a keyed archive');
  }
  const table: readonly PlistValue[] = objects;
  const root = isDictionary(top) ? top['root'] : undefined;
  if (!(root instanceof ArchiveUid)) throw new PlistError('keyed archive has no root');
  const open = new Set<number>();
  let visited = 0;

  function resolve(reference: PlistValue | undefined): PlistValue {
    if (!(reference instanceof ArchiveUid)) return reference ?? null;
    if (++visited > plistLimits.values)
      throw new PlistError(`keyed archive has more than ${plistLimits.values} values`);
    const index = reference.UID;
    if (index >= table.length) throw new PlistError(`keyed archive refers to object ${index} of ${table.length}`);
    if (open.has(index)) throw new PlistError(`keyed archive: object ${index} contains itself`);
    if (open.size >= plistLimits.depth) throw new PlistError(`keyed archive nests deeper than ${plistLimits.depth}`);
    const value = table[index] ?? null;
    if (value === '$null') return null;
    if (!isDictionary(value)) return value;
    open.add(index);
    const result = object(value);
    open.delete(index);
    return result;
  }

  function object(fields: { readonly [key: string]: PlistValue }): PlistValue {
    const members = fields['NS.objects'];
    const keys = fields['NS.keys'];
    if (Array.isArray(members)) {
      const values: readonly PlistValue[] = members;
      if (!Array.isArray(keys)) return values.map(resolve);
      return dictionary(keys.map((key, at): [string, PlistValue] => [keyText(resolve(key)), resolve(values[at])]));
    }
    if (fields['NS.string'] !== undefined) return resolve(fields['NS.string']);
    if (fields['NS.data'] !== undefined) return resolve(fields['NS.data']);
    const named = Object.entries(fields).filter(([name]) => name !== '$class');
    return dictionary(named.map(([name, value]): [string, PlistValue] => [name, resolve(value)]));
  }

  return resolve(root);
}

function keyText(key: PlistValue): string {
  if (typeof key === 'string' || typeof key === 'number') return String(key);
  throw new PlistError('keyed archive: a dictionary key is neither a string nor a number');
}
