import type { ExportFormat } from './format.ts';

/** JSON Lines: each line is the RFC 8785 form of `{record, proof}`. */
export const jsonl: ExportFormat = {
  ending: 'jsonl',
  mediaType: 'application/jsonl',
  encoding: 'utf-8',
  file: (lines) => Buffer.from(lines.map(({ text }) => `${text}\n`).join('')),
};
