import { plantSource } from '../../explore/plant-source.ts';

/**
 * The archive's process with a defect that a power cut shows: run like archive-process.ts, `GREENROOM_DURABILITY_DEFECT`
 * says which.
 */
export const program = import.meta.filename;

const file = 'simulators/enterprise/store/sqlite.ts';
const defects: Readonly<Record<string, { readonly find: string; readonly replace: string }>> = {
  'never-syncs': { find: "'synchronous = FULL'", replace: "'synchronous = OFF'" },
  'keeps-it-in-memory': { find: 'new SqliteDatabase(location,', replace: "new SqliteDatabase(':memory:'," },
};

if (import.meta.main) {
  const id = process.env['GREENROOM_DURABILITY_DEFECT'] ?? '';
  const defect = defects[id];
  if (!defect) throw new Error(`there is no defect "${id}"`);
  plantSource({ id, title: id, invariant: 'archive-complete', file, ...defect });
  const { serve } = await import('./archive-process.ts');
  await serve(process.argv[2] ?? '', process.argv[3] ?? '');
}
