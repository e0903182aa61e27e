import type { JournalEntry } from '../../simulators/kernel/journal/entry.ts';

const longest = 240;

/** One entry of a journal in a line: `ui.shown: phone ben, encrypted yes, bubbles …`. */
export function entryWords({ kind, data }: JournalEntry): string {
  if (kind === 'ui.shown') {
    const bubbles = data.bubbles.map(({ direction, body, status }) => {
      const state = status === null ? '' : ` (${status})`;
      return `${direction === 'in' ? 'received' : 'sent'} “${body}”${state}`;
    });
    return cut(`${data.phone}’s screen shows ${bubbles.join(', ') || 'an empty conversation'}`);
  }
  if (kind === 'ui.sent') return cut(`${data.phone} types “${data.body}” and sends it`);
  if (kind === 'subject.record')
    return cut(
      `the archive’s record of ${data.custodian} (version ${data.version}) holds ${data.body === null ? 'no readable body' : `“${data.body}”`}`,
    );
  if (kind === 'webhook.scheduled')
    return `${data.webhook_id} is to report “${data.status}” of message ${data.message_id}`;
  const said = Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key.replaceAll('_', ' ')} ${short(value)}`);
  return cut(said.join(', '));
}

function short(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{40,}$/.test(text) ? `${text.slice(0, 12)}…` : text;
}

const cut = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest)}…`);
