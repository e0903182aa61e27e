import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The first thing that the spec runner's log calls an error: why a spec brought forth no scenario. The runner tells it
 * nowhere else.
 */
export function runnerComplaint(logs: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(join(logs, 'wdio.log'), 'utf8');
  } catch {
    return undefined;
  }
  return firstComplaint(text);
}

export function firstComplaint(text: string): string | undefined {
  for (const line of text.split('\n')) {
    const said = /^(?:\S+ ERROR [\w@/-]+: )?((?:\w*Error)(?: \[\w+\])?: .+)$/.exec(line)?.[1];
    if (said !== undefined)
      return said.replace(/^(?:(?:WebDriver)?Error: )+/, '').replace(/ when running "http.*$/, '');
  }
  return undefined;
}
