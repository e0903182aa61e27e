import { plantSource } from '../explore/plant-source.ts';
import { plants } from '../oracle/plants.ts';

/**
 * The world process with one planted defect, named by `GREENROOM_PLANT`: how a rehearsal shows that its oracle can see.
 * `GREENROOM_WORLD` names this file to the launcher.
 */
const id = process.env['GREENROOM_PLANT'] ?? '';
const plant = plants.find((known) => known.id === id);
if (!plant)
  throw new Error(`there is no plant "${id}": GREENROOM_PLANT takes ${plants.map((known) => known.id).join(', ')}`);
const planted = plantSource(plant);
await import('./server.ts');
if (!planted.applied()) throw new Error(`plant ${id}: ${plant.file} was not loaded, so nothing was planted`);
