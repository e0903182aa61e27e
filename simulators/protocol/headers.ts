/** One header field. Names are compared without regard to case, values are kept as they came. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** The value of the first header called `name`. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const header of headers) {
    if (header.name.length === wanted.length && header.name.toLowerCase() === wanted) return header.value;
  }
  return undefined;
}

/** All values of a header that may be repeated or hold a comma-separated list (RFC 3261 section 7.3.1), in order. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter((header) => header.name.toLowerCase() === wanted).flatMap((header) => splitList(header.value));
}

/** The headers without those called one of `names`. */
export function withoutHeaders(headers: readonly Header[], ...names: readonly string[]): Header[] {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  return headers.filter((header) => !dropped.has(header.name.toLowerCase()));
}

/** Splits at `separator`, but not inside quotes or angle brackets; pieces are trimmed. */
export function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  if (!text.includes(separator)) return [text.trim()];
  const pieces: string[] = [];
  let quoted = false;
  let angled = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '<') angled = true;
    else if (char === '>') angled = false;
    else if (char === separator && !angled) {
      pieces.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  pieces.push(text.slice(start).trim());
  return pieces;
}

function splitList(value: string): string[] {
  return splitOutsideQuotes(value, ',').filter((piece) => piece !== '');
}

/** A parameter of a header: `;name=value`, `;name="value"` (then without quotes and escapes) or the flag `;name`. */
export interface Parameter {
  readonly name: string;
  readonly value: string | undefined;
}

/** Splits `main;a=1;b="2";c` into its main part and parameters. */
export function parseParameters(text: string): { readonly main: string; readonly parameters: readonly Parameter[] } {
  const [main = '', ...rest] = splitOutsideQuotes(text, ';');
  return { main, parameters: rest.filter((piece) => piece !== '').map(parseParameter) };
}

export function parseParameter(piece: string): Parameter {
  const equals = piece.indexOf('=');
  if (equals < 0) return { name: piece.trim(), value: undefined };
  return { name: piece.slice(0, equals).trim(), value: unquote(piece.slice(equals + 1).trim()) };
}

/** The value of a parameter, `undefined` when it is missing and '' when it is a flag. */
export function parameterValue(parameters: readonly Parameter[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  const found = parameters.find((parameter) => parameter.name.toLowerCase() === wanted);
  return found && (found.value ?? '');
}

export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}

export function quote(text: string): string {
  return `"${text.replace(/(["\\])/g, '\\$1')}"`;
}
