import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// Else what runs seldom is compiled anew after a collection, and that would be measured.
setFlagsFromString('--no-flush-bytecode');

/** Collects what is not needed any more, at once. */
export const collect = runInNewContext('gc') as () => void;
