import { plants } from '../oracle/plants.ts';
import { PlantError, plantSource } from './plant-source.ts';

/** Preloaded (`--import`) into a command and its workers: plants the defect that `GREENROOM_PLANT` names before they load. */
const id = process.env['GREENROOM_PLANT'];
const plant = plants.find((known) => known.id === id);
if (!plant) throw new PlantError(`no plant "${id}"`);
plantSource(plant);
