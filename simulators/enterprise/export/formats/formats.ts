import type { ExportFormatName } from '../schema.ts';
import { concordanceDat } from './concordance-dat.ts';
import { edrmXml } from './edrm-xml.ts';
import { eml } from './eml.ts';
import type { ExportFormat } from './format.ts';
import { jsonl } from './jsonl.ts';

/** Every format that an export may have. */
export const formats: Readonly<Record<ExportFormatName, ExportFormat>> = {
  jsonl,
  'edrm-xml': edrmXml,
  'concordance-dat': concordanceDat,
  eml,
};
