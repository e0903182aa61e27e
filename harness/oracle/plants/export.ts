import type { Plant } from '../plant.ts';

/** Defects of exports. */
export const exportPlants: readonly Plant[] = [
  {
    id: 'export-forgets-last',
    title: 'an export ends one record before its snapshot',
    file: 'simulators/enterprise/export/parts.ts',
    find: 'for (let left = job.candidates; left > 0; ) {',
    replace: 'for (let left = job.candidates - 1; left > 0; ) {',
    invariant: 'export-complete',
  },
  {
    id: 'compressed-export-shorter',
    title: 'a compressed export lacks the last record of each file',
    file: 'simulators/enterprise/export/parts.ts',
    find: 'compress(formats[request.format].file(lines));',
    replace: "compress(formats[request.format].file(request.compression === 'none' ? lines : lines.slice(0, -1)));",
    invariant: 'export-complete',
  },
  {
    id: 'export-without-sealed-copies',
    title: 'an export leaves out the sealed copies',
    file: 'simulators/enterprise/export/parts.ts',
    find: 'exportedLine(record, proofs.get(record.record_id) ?? null)',
    replace: 'exportedLine({ ...record, sealed: null, content_hash: null }, proofs.get(record.record_id) ?? null)',
    invariant: 'export-complete',
  },
  {
    id: 'export-signed-otherwise',
    title: "an export's manifest is signed without what says that it is one",
    file: 'simulators/enterprise/export/manifest.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source line
    find: 'Buffer.from(`${context}${canonical(said)}`)',
    replace: 'Buffer.from(canonical(said))',
    invariant: 'export-complete',
  },
];
