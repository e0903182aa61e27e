import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { ana, type EnterpriseWorld, enterpriseWorld, upload } from '../../simulators/enterprise/fixture.ts';
import { logVerifierKey } from '../../simulators/enterprise/log/checkpoint.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/archive-log.md'), 'utf8');
const blocks = [...page.matchAll(/^```(sh|js)\n(.*?)^```$/gms)].map(([, language, text = '']) => ({ language, text }));
const folder = mkdtempSync(join(tmpdir(), 'greenroom-archive-log-'));
const records = 11;
let world: EnterpriseWorld;

/** What the page has fetched from the archive: its files, by the paths that its commands name. */
async function fetched(path: string): Promise<string> {
  const { tenant, app } = world.enterprise;
  const request = new Request(`http://archive.test${path}`, {
    headers: { authorization: `Bearer ${tenant.auditorToken}` },
  });
  const answer = await app(request);
  assert.equal(answer.status, 200, path);
  return answer.text();
}

/** A `curl` that has the answers already: the page's commands run as they stand, and nothing listens. */
async function standIn(): Promise<void> {
  const { records: rows } = JSON.parse(await fetched('/records?limit=1'));
  const id: string = rows[0].record_id;
  const size = (await fetched('/log/checkpoint')).split('\n')[1];
  const paths = ['/log/checkpoint', '/records?limit=1', `/records/${id}`, `/records/${id}/proof`];
  paths.push(`/log/consistency?from=${size}&to=${size}`);
  const cases = await Promise.all(
    paths.map(async (path, index) => {
      writeFileSync(join(folder, `answer-${index}`), await fetched(path));
      return `'http://archive.test${path}') answer=answer-${index};;`;
    }),
  );
  mkdirSync(join(folder, 'bin'));
  const curl = `#!/bin/sh\nset -e\ncase "$2" in\n${cases.join('\n')}\n*) exit 22;;\nesac
[ "$3 $4" = '-H @auditor.header' ]\ngrep -q '^Authorization: Bearer ..*' auditor.header
if [ "$5" = -o ]; then cp "$answer" "$6"; else cat "$answer"; fi\n`;
  const greenroom = `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'harness/cli/greenroom.mjs')}" "$@"\n`;
  for (const [name, text] of Object.entries({ curl, greenroom })) {
    writeFileSync(join(folder, 'bin', name), text);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
}

function run(command: string, ...args: string[]) {
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
    ARCHIVE: 'http://archive.test',
    GREENROOM_SUBJECT_AUDITOR_TOKEN: world.enterprise.tenant.auditorToken,
  };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8' });
  return { status, stdout, output: stdout + stderr };
}

before(async () => {
  world = enterpriseWorld('archive log page');
  const enrolled = await world.enrol(ana);
  for (let n = 0; n < records; n++) {
    const copy = upload(enrolled, { message_id: `M${n}`, logical_message_id: `M${n}` });
    await world.ask('POST', 'http://enterprise.test/records', enrolled.token, copy);
  }
  const { id, logKey, archiveKey } = world.enterprise.tenant;
  const archive = [{ kid: archiveKey.kid, public_key: Buffer.from(archiveKey.publicKey).toString('base64') }];
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ archive, log: logVerifierKey(id, logKey) }));
  await standIn();
});

after(() => rmSync(folder, { recursive: true, force: true }));

test('every command of the page on the log does what the page says', (t) => {
  assert.ok(blocks.length >= 6);
  if (run('jq', '--version').status !== 0) {
    t.diagnostic('SKIPPED: there is no jq on this machine, and the page’s commands use it');
    return;
  }
  for (const { language, text } of blocks) {
    if (language === 'js') writeFileSync(join(folder, 'by-hand.mjs'), text);
    const { status, output } = language === 'js' ? run(process.execPath, 'by-hand.mjs') : run('sh', '-ec', text);
    assert.equal(status, 0, `${text}\n${output}`);
    if (text.startsWith('greenroom')) assert.match(output, /\nheld\n$/);
    if (language === 'js')
      assert.match(output, /^proved: record rec_\w+ is entry 0 of 11 in archive\.greenroom\.test\//);
  }
});

test('what the page does by hand proves every record, wherever it is in the log', async () => {
  const byHand = blocks.find(({ language }) => language === 'js')?.text ?? '';
  writeFileSync(join(folder, 'by-hand.mjs'), byHand);
  const { records: rows } = JSON.parse(await fetched('/records'));
  assert.equal(rows.length, records);
  for (const [index, { record_id: id }] of rows.entries()) {
    writeFileSync(join(folder, 'proof.json'), await fetched(`/records/${id}/proof`));
    assert.match(run(process.execPath, 'by-hand.mjs').output, new RegExp(`^proved: record ${id} is entry ${index} of`));
  }
});

test('one changed character of the proof or the record is a violation; without a key nothing is known', async () => {
  const [{ record_id: id }] = JSON.parse(await fetched('/records?limit=1')).records;
  const [proof, record] = [await fetched(`/records/${id}/proof`), await fetched(`/records/${id}`)];
  const verify = (...args: string[]) => run(join(folder, 'bin/greenroom'), 'verify', '--proof', 'p.json', ...args);
  const given = (one: string, other = record) => {
    writeFileSync(join(folder, 'p.json'), one);
    writeFileSync(join(folder, 'r.json'), other);
  };
  const all = ['--record', 'r.json', '--key', 'keys.json'];
  given(proof);
  assert.equal(verify(...all).status, 0);
  assert.equal(verify('--record', 'r.json').status, 4);
  given(proof.replace('"M0"', '"M1"'));
  assert.equal(verify(...all).status, 1);
  given(proof, record.replace('"M0"', '"M1"'));
  const changed = verify(...all, '--json');
  assert.equal(changed.status, 1);
  assert.match(changed.stdout, /its \w+ is not what the log committed to/);
  given('{');
  assert.equal(verify(...all).status, 1);
  given(proof, '{}');
  const wrong = verify(...all);
  assert.equal(wrong.status, 2);
  assert.match(wrong.output, /^--record r\.json is no record: /);
});
