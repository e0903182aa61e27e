import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import canonicalize from 'canonicalize';
import { type ExportedRecord, type ExportManifest, exportedRecord } from '../contract/export.ts';
import { ExportFault } from './export-fault.ts';
import type { FieldsOf, FoundRecord } from './found-record.ts';
import { datFields, readConcordanceDat } from './read-concordance-dat.ts';
import { edrmFields, readEdrmXml } from './read-edrm-xml.ts';
import { emlFields, readEml } from './read-eml.ts';
import { readJsonl } from './read-jsonl.ts';

/** The most that one file may come to when it is decompressed, bytes: a small file must not fill the memory. */
const largestBytes = 64 * 1024 * 1024;

const readers: Readonly<
  Record<
    ExportManifest['format'],
    { readonly read: (bytes: Uint8Array) => readonly FoundRecord[]; readonly fields: FieldsOf }
  >
> = {
  jsonl: { read: readJsonl, fields: () => ({}) },
  'edrm-xml': { read: readEdrmXml, fields: edrmFields },
  'concordance-dat': { read: readConcordanceDat, fields: datFields },
  eml: { read: readEml, fields: emlFields },
};

function decompressed(bytes: Uint8Array, compression: ExportManifest['compression']): Uint8Array {
  const limit = { maxOutputLength: largestBytes };
  try {
    if (compression === 'gzip') return gunzipSync(bytes, limit);
    return compression === 'zstd' ? zstdDecompressSync(bytes, limit) : bytes;
  } catch {
    throw new ExportFault(`is not ${compression}, or comes to more than ${largestBytes} bytes`);
  }
}

/**
 * The records in one file of an export, whatever its format, in order. What the format's own fields say of a record is
 * what its line says.
 * @throws ExportFault
 */
export function readExportFile(
  bytes: Uint8Array,
  { format, compression }: Pick<ExportManifest, 'format' | 'compression'>,
): readonly ExportedRecord[] {
  const { read, fields } = readers[format];
  return read(decompressed(bytes, compression)).map((found) => {
    const exported = parsed(found.text, format === 'jsonl');
    for (const [name, expected] of Object.entries(fields(exported.record))) {
      const said = found.fields.get(name);
      if (said !== expected)
        throw new ExportFault(`${exported.record.record_id}: its ${name} is not what its record says`);
    }
    return exported;
  });
}

/** @param canonical whether the text must be RFC 8785 JSON, which a line of JSON Lines is */
function parsed(text: string, canonical: boolean): ExportedRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ExportFault('a record is not JSON');
  }
  const checked = exportedRecord.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new ExportFault(`a record is outside the contract: /${issue?.path.join('/')}: ${issue?.code}`);
  }
  if (canonical && canonicalForm(value) !== text)
    throw new ExportFault(`${checked.data.record.record_id}: is not RFC 8785 JSON`);
  return checked.data;
}

/** Nothing for a value that has none: a lone surrogate (RFC 8785 section 3.2.2.2). */
function canonicalForm(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    return undefined;
  }
}
