import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLine, ShellSyntaxError } from './line.ts';

/** The line as words, variables as `$name`, with the operator before each command. */
const read = (line: string): string[] =>
  parseLine(line).map(({ after, words }) =>
    [
      { any: ';', success: '&&', failure: '||' }[after],
      ...words.map((word) => `<${word.map((part) => (part.kind === 'text' ? part.text : `$${part.name}`)).join('')}>`),
    ].join(' '),
  );

describe('the shell line parser', () => {
  const lines: readonly (readonly [string, readonly string[]])[] = [
    ['', []],
    ['id', ['; <id>']],
    [' getprop   ro.product.model ', ['; <getprop> <ro.product.model>']],
    ['a; b && c || d', ['; <a>', '; <b>', '&& <c>', '|| <d>']],
    ['a;', ['; <a>']],
    ['a\nb', ['; <a>', '; <b>']],
    ['echo \'a b;c && "d"\'', ['; <echo> <a b;c && "d">']],
    ['echo "a\'b \\"c\\" \\\\ \\n"', ['; <echo> <a\'b "c" \\ \\n>']],
    ['echo a\\ b\\;c', ['; <echo> <a b;c>']],
    ['echo a\'b\'"c"d', ['; <echo> <abcd>']],
    ["echo ''", ['; <echo> <>']],
    [`echo $X "\${Y}z" $?`, ['; <echo> <$X> <$Yz> <$?>']],
    ["echo '$X' \\$X", ['; <echo> <$X> <$X>']],
    [
      "export ANDROID_LOG_TAGS=\"''\"; exec logcat '-v' 'threadtime'",
      ["; <export> <ANDROID_LOG_TAGS=''>", '; <exec> <logcat> <-v> <threadtime>'],
    ],
    [
      "[ -e '/data/local/tmp/mock_apps.json' ] && echo __PASS__",
      ['; <[> <-e> </data/local/tmp/mock_apps.json> <]>', '&& <echo> <__PASS__>'],
    ],
    ['ls x 2>&1 || echo no', ['; <ls> <x>', '|| <echo> <no>']],
    ['id # who', ['; <id>']],
    ['echo a#b', ['; <echo> <a#b>']],
  ];
  for (const [line, commands] of lines) {
    it(`reads ${JSON.stringify(line)}`, () => assert.deepEqual(read(line), commands));
  }

  it('knows where output goes', () => {
    const redirections = (line: string) => parseLine(line)[0]?.redirections;
    const file = (path: string, append: boolean) => ({
      to: 'file',
      path: [{ kind: 'text', text: path, pattern: false }],
      append,
    });
    assert.deepEqual(redirections('a > f'), { stdout: file('f', false) });
    assert.deepEqual(redirections('a >>f 2>/dev/null'), { stdout: file('f', true), stderr: file('/dev/null', false) });
    assert.deepEqual(redirections('a 2>&1'), { stderr: { to: 'stdout' } });
  });

  for (const line of [
    "echo 'open",
    'echo "open',
    'a | b',
    'a & b',
    '(a)',
    'echo `id`',
    'echo $(id)',
    'a &&',
    '|| a',
    'a && || b',
    'cat < f',
    'a >',
    'a > ;',
  ]) {
    it(`refuses ${JSON.stringify(line)}`, () => assert.throws(() => parseLine(line), ShellSyntaxError));
  }
});
