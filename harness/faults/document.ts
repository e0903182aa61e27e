import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Fault, Layer } from './fault.ts';
import { faults as registered } from './registry.ts';
import type { Place } from './stage.ts';

/** The page that the registry is documented on. */
export const faultPage = join(import.meta.dirname, '../../docs/faults.md');

/** How to bring the page up to date. */
export const documentCommand = 'node harness/faults/document.ts';

const layers: Readonly<Record<Layer, string>> = {
  phone: 'Phone',
  carrier: 'Carrier',
  mls: 'MLS',
  webhook: 'Webhooks',
  gateway: 'Attachment gateway',
  enterprise: 'Enterprise',
};

const places: Readonly<Record<Place, string>> = {
  simulated: 'simulated',
  'real-android': 'a real Android phone',
  'real-iphone': 'a real iPhone',
  'any-subject': "anyone's subject",
};

interface Field {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Every fault of the registry, a table a layer, as Markdown. */
export function describeFaults(faults: readonly Fault[] = registered): string {
  const sections = Object.entries(layers).flatMap(([layer, title]) => {
    const own = faults.filter((fault) => fault.layer === layer);
    if (own.length === 0) return [];
    const rows = own.map(
      (fault) => `| ${[name(fault), fields(fault), where(fault), delays(fault), step(fault)].join(' | ')} |`,
    );
    const head = '| Fault | Parameters | Where it runs | What may be late | A step of a plan |\n|---|---|---|---|---|';
    return [`## ${title}\n\n${head}\n${rows.join('\n')}`];
  });
  return `# Faults

What can be broken, by layer. This page is made from the registry by \`${documentCommand}\`; how to add a fault is told in
[CREATING_FAULTS.md](../harness/faults/CREATING_FAULTS.md). A step heals by its \`for\`, or at the end of the plan. Asked
where it cannot run, a fault is refused with the reason that stands here. Only what may be late is excused, and only until
so long after the healing; nothing excuses what is lost or leaks.

${sections.join('\n\n')}
`;
}

/** Text within a table: a bar would end its cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const name = ({ id, title }: Fault): string => `\`${id}\`<br>${cell(title)}`;

function properties({ parameters }: Fault): { fields: [string, Field][]; required: readonly string[] } {
  const schema = z.toJSONSchema(parameters, { io: 'input' });
  return { fields: Object.entries(schema.properties ?? {}) as [string, Field][], required: schema.required ?? [] };
}

function fields(fault: Fault): string {
  const { fields, required } = properties(fault);
  const lines = fields.map(([key, field]) => {
    const kind = field.enum ? field.enum.join(', ') : bounded(field);
    const otherwise = required.includes(key)
      ? 'required'
      : field.default === undefined
        ? 'optional'
        : `default ${JSON.stringify(field.default)}`;
    return `\`${key}\` (${[kind, otherwise].filter(Boolean).join('; ')}): ${field.description ?? ''}`;
  });
  return lines.length === 0 ? 'none' : lines.map(cell).join('<br>');
}

function bounded({ type, minimum, maximum }: Field): string {
  const to = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  return minimum === undefined || minimum === Number.MIN_SAFE_INTEGER
    ? (type ?? '')
    : to
      ? `${minimum}${to}`
      : `from ${minimum}`;
}

function where({ runs }: Fault): string {
  const all = Object.entries(places) as [Place, string][];
  const reasons = new Map<string, string[]>();
  for (const [place, words] of all) {
    const reason = runs[place];
    if (reason !== true) reasons.set(reason, [...(reasons.get(reason) ?? []), words]);
  }
  if (reasons.size === 0) return 'everywhere';
  const can = all.filter(([place]) => runs[place] === true).map(([, words]) => words);
  const cannot = [...reasons].map(([reason, where]) => `not on ${where.join(', ')}: ${reason}`);
  return [can.join(', '), ...cannot].map(cell).join('<br>');
}

function delays(fault: Fault): string {
  const { delays } = fault.bind(example(fault));
  if (delays.length === 0) return 'nothing';
  return delays
    .map(({ invariant, phones, afterHealingMs }) => {
      const whose = phones ? `, of ${phones.join(', ')}` : '';
      return `\`${invariant}\`${whose}: ${afterHealingMs / 1000} s after healing`;
    })
    .map(cell)
    .join('<br>');
}

/** Values for what must be given, and the defaults of the rest. */
function example(fault: Fault): Record<string, unknown> {
  const { fields, required } = properties(fault);
  const given = fields.flatMap(([key, field]) => {
    if (field.default !== undefined) return [[key, field.default]];
    return required.includes(key) ? [[key, sample(key, field)]] : [];
  });
  return Object.fromEntries(given);
}

/** A value that fits: `ana` for a phone, `north` for a carrier. */
function sample(key: string, { enum: values, type, minimum }: Field): unknown {
  if (values) return values[0];
  if (type === 'string') return key === 'carrier' ? 'north' : ({ peer: 'ben', to: 'ben' }[key] ?? 'ana');
  if (type === 'boolean') return true;
  return minimum ?? 1;
}

const step = (fault: Fault): string =>
  `\`${cell(JSON.stringify({ at: 'PT6S', fault: fault.id, ...example(fault), for: 'PT20S' }))}\``;

if (import.meta.main) writeFileSync(faultPage, describeFaults());
