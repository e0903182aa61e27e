import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCheckpoint } from './checkpoint.ts';
import { isSignedBy, parseNote, parseVerifierKey } from './signed-note.ts';

/** The example that implementations of signed notes share: by Go's golang.org/x/mod/sumdb/note. */
const key = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const note =
  'This is an example message.\n\n' +
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

const verifies = (text: string, by = key): boolean => {
  const [parsed, verifier] = [parseNote(text), parseVerifierKey(by)];
  return parsed !== undefined && verifier !== undefined && isSignedBy(parsed, verifier);
};

test('the note that implementations share verifies', () => {
  assert.ok(verifies(note));
  assert.equal(parseNote(note)?.text, 'This is an example message.\n');
});

test('a note verifies no more with any character changed', () => {
  for (let at = 0; at < note.length; at++) {
    const changed = note.slice(0, at) + (note[at] === 'x' ? 'y' : 'x') + note.slice(at + 1);
    assert.ok(!verifies(changed), `character ${at}`);
  }
});

test('signatures of others say nothing; a wrong one of the key refuses the note', () => {
  const own = note.split('\n')[2] ?? '';
  const other = own.replace('example.com/foo', 'example.com/bar');
  const wrong = own.replace('yaQM=', 'yaQQ=');
  assert.ok(verifies(`${note}${other}\n`));
  assert.ok(!verifies(note.replace(own, other)));
  assert.ok(!verifies(`${note}${wrong}\n`));
});

test('what is no note is refused', () => {
  const [text = '', , line = ''] = note.split('\n');
  const bad = [
    '',
    '\n',
    text,
    `${text}\n`,
    `${text}\n\n`,
    `${text}\n\n${line}`,
    `${text}\n${line}\n`,
    `${text}\r\n\n${line}\n`,
    note.replace('—', '-'),
    note.replace('yaQM=', 'yaQM'),
    note.replace('yaQM=', 'yaQN='),
    `${text}\n\n— example.com/foo AAAA\n`,
    `${text}\n\n${`${line}\n`.repeat(101)}`,
    `${'x'.repeat(70_000)}${note}`,
    `\ud800${note}`,
  ];
  for (const one of bad) assert.equal(parseNote(one), undefined, JSON.stringify(one.slice(0, 80)));
});

test('a key whose parts do not fit is none', () => {
  const bad = ['', 'a', key.replace('530d903a', '530d903b'), key.replace('foo', 'bar'), key.slice(0, -4), `${key}+`];
  for (const one of [...bad, key.replace('+Ae', '+Be')]) assert.equal(parseVerifierKey(one), undefined, one);
});

/** The example of C2SP tlog-checkpoint. */
const checkpoint =
  'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
  '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n';

test('the checkpoint of the specification is read', () => {
  const { origin, size, root } = parseCheckpoint(checkpoint) ?? assert.fail('no checkpoint');
  assert.equal(origin, 'example.com/behind-the-sofa');
  assert.equal(size, 20_852_163);
  assert.equal(Buffer.from(root).toString('base64'), 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=');
});

test('what is no checkpoint is refused', () => {
  for (const size of ['', '-1', '01', '+1', '1e3', '9007199254740993', '18446744073709551615', '٣']) {
    assert.equal(parseCheckpoint(checkpoint.replace('20852163', size)), undefined, size);
  }
  assert.equal(parseCheckpoint(checkpoint.replace('q2I=', 'q2J=')), undefined);
  assert.equal(parseCheckpoint(checkpoint.replace('Cs', '')), undefined);
  assert.equal(parseCheckpoint(checkpoint.replace('example', '\n')), undefined);
  assert.equal(parseCheckpoint(checkpoint.replace('q2I=\n', 'q2I=\n\nextension\n')), undefined);
  assert.ok(parseCheckpoint(checkpoint.replace('q2I=\n', 'q2I=\nextension\n')));
});
