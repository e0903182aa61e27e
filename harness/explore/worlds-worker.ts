import type { WorldsAsked } from './explore.ts';
import { exploreWorld } from './explore-world.ts';

/** A program: plays the worlds that its parent asks for, one after the other, and sends what each came to. */
process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group: the parent decides
process.on('disconnect', () => process.exit());
let last = Promise.resolve();
process.on('message', ({ seed, indexes }: WorldsAsked) => {
  last = last.then(async () => {
    for (const index of indexes) process.send?.(await exploreWorld(seed, index));
  });
});
