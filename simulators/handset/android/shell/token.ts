/** A piece of a word. `pattern` text stood outside quotes: its `*` and `?` may name files. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly pattern: boolean }
  | { readonly kind: 'variable'; readonly name: string };

/** What quotes hold together. */
export type Word = readonly Part[];

/** What a line is made of. */
export type Token =
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'operator'; readonly operator: ';' | '&&' | '||' }
  | {
      readonly kind: 'redirect';
      readonly from: 'stdout' | 'stderr';
      readonly target: 'file' | 'stdout';
      readonly append: boolean;
    };

/** A reader of a line, a character at a time. */
interface Cursor {
  readonly line: string;
  at: number;
  readonly fail: (what: string) => Error;
}

function variable(cursor: Cursor): Part {
  const name = /^\$(?:(\w+)|\{(\w+)\}|(\?))/.exec(cursor.line.slice(cursor.at, cursor.at + 256));
  if (name) {
    cursor.at += name[0].length;
    return { kind: 'variable', name: name[1] ?? name[2] ?? name[3] ?? '' };
  }
  if (cursor.line[cursor.at + 1] === '(') throw cursor.fail("'$(' is not supported by this simulated shell");
  cursor.at++;
  return { kind: 'text', text: '$', pattern: false };
}

function singleQuoted(cursor: Cursor): Part {
  const end = cursor.line.indexOf("'", cursor.at + 1);
  if (end < 0) throw cursor.fail("no closing quote (')");
  const text = cursor.line.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return { kind: 'text', text, pattern: false };
}

function doubleQuoted(cursor: Cursor): Part[] {
  const { line } = cursor;
  const parts: Part[] = [];
  let text = '';
  cursor.at++;
  while (line[cursor.at] !== '"') {
    const char = line[cursor.at];
    if (char === undefined) throw cursor.fail('no closing quote (")');
    if (char === '`') throw cursor.fail("'`' is not supported by this simulated shell");
    if (char === '$') {
      parts.push({ kind: 'text', text, pattern: false }, variable(cursor));
      text = '';
      continue;
    }
    if (char === '\\' && /[\\"$`]/.test(line[cursor.at + 1] ?? '')) cursor.at++;
    text += line[cursor.at++];
  }
  cursor.at++;
  return [...parts, { kind: 'text', text, pattern: false }];
}

/** What ends a word when it stands outside quotes. */
const isDelimiter = (char: string): boolean => /[\s;&|()<>`]/.test(char);

function plain(cursor: Cursor): Part {
  let text = '';
  let literal = false;
  for (let char = cursor.line[cursor.at]; char !== undefined; char = cursor.line[cursor.at]) {
    if (isDelimiter(char) || char === "'" || char === '"' || char === '$') break;
    if (char === '\\') {
      if (text !== '') break;
      literal = true;
      cursor.at++;
      text = cursor.line[cursor.at] ?? '';
      cursor.at++;
      break;
    }
    text += char;
    cursor.at++;
  }
  return { kind: 'text', text, pattern: !literal && /[*?]/.test(text) };
}

function word(cursor: Cursor): Word {
  const parts: Part[] = [];
  for (let char = cursor.line[cursor.at]; char !== undefined; char = cursor.line[cursor.at]) {
    if (char === "'") parts.push(singleQuoted(cursor));
    else if (char === '"') parts.push(...doubleQuoted(cursor));
    else if (char === '$') parts.push(variable(cursor));
    else if (isDelimiter(char)) break;
    else parts.push(plain(cursor));
  }
  return parts;
}

/** Cuts a shell line into words, operators and redirections. `fail` makes the error that is thrown. */
export function tokens(line: string, fail: (what: string) => Error): Token[] {
  const found: Token[] = [];
  const cursor: Cursor = { line, at: 0, fail };
  while (cursor.at < line.length) {
    const char = line[cursor.at] ?? '';
    const rest = line.slice(cursor.at, cursor.at + 5);
    const redirect = /^([12]?)(>>?)(&1)?/.exec(rest);
    if (char === '\n' || char === ';') {
      found.push({ kind: 'operator', operator: ';' });
      cursor.at++;
    } else if (/\s/.test(char)) cursor.at++;
    else if (rest.startsWith('&&') || rest.startsWith('||')) {
      found.push({ kind: 'operator', operator: rest.startsWith('&&') ? '&&' : '||' });
      cursor.at += 2;
    } else if (redirect) {
      const [whole, from, arrows, merged] = redirect;
      found.push({
        kind: 'redirect',
        from: from === '2' ? 'stderr' : 'stdout',
        target: merged ? 'stdout' : 'file',
        append: arrows === '>>',
      });
      cursor.at += whole.length;
    } else if (/[&|()`<]/.test(char)) throw fail(`'${char}' is not supported by this simulated shell`);
    else if (char === '#') {
      const end = line.indexOf('\n', cursor.at);
      cursor.at = end < 0 ? line.length : end;
    } else found.push({ kind: 'word', word: word(cursor) });
  }
  return found;
}
