import { type Token, tokens, type Word } from './token.ts';

/** Where a command's output goes, other than to the host. */
export interface Redirections {
  readonly stdout?: Redirect;
  readonly stderr?: Redirect;
}
/** Where one stream goes. */
export type Redirect =
  | { readonly to: 'stdout' }
  | { readonly to: 'file'; readonly path: Word; readonly append: boolean };

/** One command of a line. */
export interface SimpleCommand {
  /** Whether it runs after the one before: always (`;`), or only after success (`&&`) or failure (`||`). */
  readonly after: 'any' | 'success' | 'failure';
  readonly words: readonly Word[];
  readonly redirections: Redirections;
}

/** The line asks for something this shell has not: pipes, subshells, background jobs. Exit code 1, as mksh gives. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
}

const maxLineLength = 64 * 1024;

function redirection(token: Token & { kind: 'redirect' }, next: Token | undefined): Redirect {
  if (token.target === 'stdout') return { to: 'stdout' };
  if (next?.kind !== 'word') throw new ShellSyntaxError("syntax error: '>' without a file");
  return { to: 'file', path: next.word, append: token.append };
}

/**
 * Parses one line as adb hands it to `sh -c`: simple commands with quotes and `$NAME`, joined by `;`, `&&` and `||`, with
 * output redirected to files or (`2>&1`) to stdout. Throws ShellSyntaxError on anything else.
 */
export function parseLine(line: string): readonly SimpleCommand[] {
  if (line.length > maxLineLength) throw new ShellSyntaxError(`a line of ${line.length} characters`);
  const commands: SimpleCommand[] = [];
  let after: SimpleCommand['after'] = 'any';
  let words: Word[] = [];
  let redirections: Redirections = {};

  function endCommand(operator: ';' | '&&' | '||' | 'end'): void {
    const binary = operator === '&&' || operator === '||';
    if (words.length > 0) commands.push({ after, words, redirections });
    else if (binary || after !== 'any') throw new ShellSyntaxError(`syntax error: unexpected '${operator}'`);
    after = operator === '&&' ? 'success' : operator === '||' ? 'failure' : 'any';
    words = [];
    redirections = {};
  }

  const found = tokens(line, (what) => new ShellSyntaxError(`syntax error: ${what}`));
  for (let at = 0; at < found.length; at++) {
    const token = found[at];
    if (token?.kind === 'word') words.push(token.word);
    else if (token?.kind === 'operator') endCommand(token.operator);
    else if (token) {
      const to = redirection(token, found[at + 1]);
      if (to.to === 'file') at++;
      redirections = { ...redirections, [token.from]: to };
    }
  }
  endCommand('end');
  return commands;
}
