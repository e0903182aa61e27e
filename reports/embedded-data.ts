import { readFileSync } from 'node:fs';

/**
 * The data files inside a single-file report of Allure 2, by name (`history/history.json`): it holds each as
 * `d('name','base64')`.
 */
export function embeddedData(reportFile: string): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [, name = '', content = ''] of readFileSync(reportFile, 'utf8').matchAll(
    /\bd\('([^']+)','([A-Za-z0-9+/=]*)'\)/g,
  )) {
    files.set(name, Buffer.from(content, 'base64'));
  }
  return files;
}
