import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** Preloaded: writes to the file that `GREENROOM_LOADED` names which modules of ours a process has loaded when it ends. */
const loaded = new Set<string>();
registerHooks({
  load(url, context, next) {
    if (!url.includes('/node_modules/')) loaded.add(url);
    return next(url, context);
  },
});
process.on('exit', () => writeFileSync(process.env['GREENROOM_LOADED'] ?? '/dev/null', [...loaded].join('\n')));
