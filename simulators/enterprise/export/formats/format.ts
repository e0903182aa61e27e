import type { ExportedLine } from '../exported-record.ts';

/** How records are written into a file. */
export interface ExportFormat {
  /** The file's ending without what a compression adds: `jsonl`. */
  readonly ending: string;
  readonly mediaType: string;
  /** How the file's text is encoded, as the manifest says it. */
  readonly encoding: 'utf-8' | 'windows-1252';
  /** One file, whole in itself. The same records give the same bytes. */
  file(lines: readonly ExportedLine[]): Uint8Array;
}
