import { ExportFault } from './export-fault.ts';
import type { FoundRecord } from './found-record.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8, to the byte. @throws ExportFault */
export function readUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ExportFault('is not UTF-8');
  }
}

/** A record a line, each line ended. @throws ExportFault */
export function readJsonl(bytes: Uint8Array): readonly FoundRecord[] {
  const lines = readUtf8(bytes).split('\n');
  if (lines.pop() !== '') throw new ExportFault('its last line is cut off');
  return lines.map((text) => ({ text, fields: new Map() }));
}
