/** One phone of a world, as a plan names it. */
export interface PhoneConfig {
  /** Short, in lower case: `ana`. Its network node, too. */
  readonly name: string;
  readonly os: 'android' | 'ios';
  /** Default: the carriers in turn. */
  readonly carrier?: string;
  /** E.164. Default: +447700900001 and so on, numbers that no one has (Ofcom's for drama). */
  readonly msisdn?: string;
  /** Another device of that phone's subscriber: its number and carrier, an installation of its own, no archival agent. */
  readonly pairedWith?: string;
}

/** A phone with nothing left open. */
export interface CastPhone {
  readonly name: string;
  readonly os: 'android' | 'ios';
  readonly carrier: string;
  readonly msisdn: string;
  /** As others' address books call its owner. */
  readonly contactName: string;
  readonly pairedWith?: string;
}

/**
 * Gives every phone a number and a carrier.
 * @throws RangeError when two share a name or number, a carrier is not in the world, or a phone is paired with nobody's
 */
export function cast(phones: readonly PhoneConfig[], carriers: readonly string[]): readonly CastPhone[] {
  if (carriers.length === 0) throw new RangeError('a world needs a carrier: add one to world.carriers');
  const names = new Set<string>([...carriers, 'enterprise', 'platform']);
  const numbers = new Set<string>();
  const own = phones.filter(({ pairedWith }) => pairedWith === undefined).map(alone);
  return phones.map(({ name, os, pairedWith }) => {
    const first = own.find((phone) => phone.name === (pairedWith ?? name));
    if (!first) throw new RangeError(`phone "${name}" is paired with "${pairedWith}", which is no subscriber's phone`);
    if (pairedWith === undefined) return first;
    if (names.has(name)) throw new RangeError(`"${name}" is the name of two parties: give each its own`);
    names.add(name);
    return { ...first, name, os, pairedWith };
  });

  function alone({ name, os, ...given }: PhoneConfig, index: number): CastPhone {
    const carrier = given.carrier ?? carriers[index % carriers.length] ?? '';
    const msisdn = given.msisdn ?? `+4477009${String(index + 1).padStart(5, '0')}`;
    if (names.has(name)) throw new RangeError(`"${name}" is the name of two parties: give each its own`);
    if (numbers.has(msisdn)) throw new RangeError(`${msisdn} is the number of two phones: give each its own`);
    if (!carriers.includes(carrier))
      throw new RangeError(`phone "${name}": there is no carrier "${carrier}" in this world`);
    names.add(name);
    numbers.add(msisdn);
    return { name, os, carrier, msisdn, contactName: name.charAt(0).toUpperCase() + name.slice(1) };
  }
}
