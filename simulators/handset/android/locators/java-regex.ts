import { invalidSelector } from '../uiautomator2/error.ts';

const maxPatternLength = 2000;

const syntaxCharacter = /[\^$\\.*+?()[\]{}|/]/;

/** `\Q..\E` quotes; other escapes of letters stay; Java lets any other character be escaped, JavaScript's `u` does not. */
function translated(pattern: string): string {
  const quoted = pattern.replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, text: string) =>
    text.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&'),
  );
  return quoted.replace(/\\([\s\S])/g, (whole, char: string) =>
    /[A-Za-z0-9-]/.test(char) || syntaxCharacter.test(char) ? whole : char,
  );
}

/**
 * A java.util.regex pattern as a test of whole strings, as `matches()` is. Patterns that JavaScript has no words for
 * (possessive quantifiers, POSIX classes, flags in the middle) end in `invalid selector`.
 */
export function javaRegex(pattern: string): (text: string) => boolean {
  const flags = /^\(\?([a-z]+)\)/.exec(pattern);
  const body = flags ? pattern.slice(flags[0].length) : pattern;
  const wanted = flags?.[1] ?? '';
  if (!/^[ismu]*$/.test(wanted) || pattern.length > maxPatternLength) {
    throw invalidSelector(`The regular expression ${JSON.stringify(pattern.slice(0, 200))} is not supported here`);
  }
  try {
    const expression = new RegExp(`^(?:${translated(body)})$`, `u${wanted.replace(/u/g, '')}`);
    return (text) => expression.test(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidSelector(
      `The regular expression ${JSON.stringify(pattern.slice(0, 200))} is not supported: ${reason}`,
    );
  }
}
