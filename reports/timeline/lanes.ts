import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import type { Lane } from './model.ts';

export const phoneLane = (name: string): string => `phone:${name}`;
export const carrierLane = (name: string): string => `carrier:${name}`;

/** In the order in which a message travels: the first phone, the carriers, the other phones, what the enterprise has. */
export function lanesOf({ phones, carriers }: JournalData['world.started']): readonly Lane[] {
  const phone = ({ name, os, carrier }: (typeof phones)[number]): Lane => ({
    key: phoneLane(name),
    kind: 'phone',
    title: name,
    subtitle: `${os === 'android' ? 'Android' : 'iPhone'}, on ${carrier}`,
  });
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
