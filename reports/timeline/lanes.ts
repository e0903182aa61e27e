import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { Lane } from './model.ts';

export const phoneLane = (name: string): string => `phone:${name}`;
export const carrierLane = (name: string): string => `carrier:${name}`;

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * How many phones of a rehearsal have a face that drivers see: the pair, which stands first. Who takes part beside them
 * is simulated without one.
 */
const faces = 2;

/** In the order in which a message travels: the first phone, the carriers, the other phones, what the enterprise has. */
export function lanesOf({ phones, carriers, environment }: JournalData['world.started']): readonly Lane[] {
  const faceless = new Set(environment === 'simulated-phones' ? phones.slice(faces) : []);
  const phone = (one: (typeof phones)[number]): Lane => {
    const system = one.os === 'android' ? 'Android' : 'iPhone';
    const plain = faceless.has(one) ? `simulated member, on ${one.carrier}` : `${system}, on ${one.carrier}`;
    const subtitle = one.paired_with === undefined ? plain : `${capital(one.paired_with)}’s second device`;
    return { key: phoneLane(one.name), kind: 'phone', title: one.name, subtitle };
  };
  const [first, ...others] = phones;
  const serving = carriers.filter((name) => phones.some(({ carrier }) => carrier === name));
  serving.sort((a, b) => Number(b === first?.carrier) - Number(a === first?.carrier));
  return [
    ...(first === undefined ? [] : [phone(first)]),
    ...serving.map((name): Lane => ({ key: carrierLane(name), kind: 'carrier', title: name, subtitle: 'carrier' })),
    ...others.map(phone),
    { key: 'webhooks', kind: 'webhooks', title: 'webhooks', subtitle: 'what the platform reported' },
    { key: 'archive', kind: 'archive', title: 'archive', subtitle: 'what was kept' },
  ];
}
