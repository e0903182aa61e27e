import { plistLimits } from './limits.ts';
import { dictionary, PlistError, type PlistValue } from './value.ts';

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Reads an XML property list (the PropertyList-1.0 DTD). Strict, without external or internal entities, and silent:
 * a general XML parser complains on the console and costs a stack frame a level.
 *
 * @throws PlistError
 */
export function readXmlPlist(text: string): PlistValue {
  if (text.length > plistLimits.bytes) throw new PlistError(`XML plist of ${text.length} characters is too large`);
  const tag = /<(?:(!--)|(!\[CDATA\[)|([!?])|(\/?)([A-Za-z]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>)/y;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let values = 0;

  interface Tag {
    readonly name: string;
    readonly kind: 'open' | 'close' | 'empty';
  }

  function past(end: string, what: string): void {
    const found = text.indexOf(end, at);
    if (found < 0) throw new PlistError(`XML plist: unfinished ${what}`);
    at = found + end.length;
  }

  /** The next tag, skipping white space, comments, the declaration and the document type. */
  function nextTag(): Tag {
    for (;;) {
      while (/\s/.test(text.charAt(at))) at++;
      tag.lastIndex = at;
      const match = tag.exec(text);
      if (!match) throw new PlistError(`XML plist: a tag was expected at character ${at}`);
      at = tag.lastIndex;
      if (match[1]) past('-->', 'comment');
      else if (match[3] === '?') past('?>', 'declaration');
      else if (match[3] === '!') documentType();
      else if (match[2]) throw new PlistError(`XML plist: unexpected CDATA at character ${at}`);
      else return { name: match[5] ?? '', kind: match[4] ? 'close' : match[7] ? 'empty' : 'open' };
    }
  }

  function documentType(): void {
    const start = at;
    past('>', 'document type');
    if (text.slice(start, at).includes('['))
      throw new PlistError('XML plist: an internal document type is not allowed');
  }

  /** The text up to `</name>`, entities resolved. */
  function content(name: string): string {
    let result = '';
    for (;;) {
      const end = text.indexOf('<', at);
      if (end < 0) throw new PlistError(`XML plist: <${name}> is not closed`);
      result += unescaped(text.slice(at, end));
      at = end;
      if (text.startsWith('<!--', at)) past('-->', 'comment');
      else if (text.startsWith('<![CDATA[', at)) {
        at += 9;
        const start = at;
        past(']]>', 'CDATA');
        result += text.slice(start, at - 3);
      } else break;
    }
    const close = nextTag();
    if (close.kind !== 'close' || close.name !== name) throw new PlistError(`XML plist: <${name}> is not closed`);
    return result;
  }

  function value(open: Tag, depth: number): PlistValue {
    if (++values > plistLimits.values) throw new PlistError(`XML plist has more than ${plistLimits.values} values`);
    if (depth > plistLimits.depth) throw new PlistError(`XML plist nests deeper than ${plistLimits.depth}`);
    if (open.kind === 'close') throw new PlistError(`XML plist: unexpected </${open.name}>`);
    const empty = open.kind === 'empty';
    switch (open.name) {
      case 'dict':
        return dictionary(empty ? [] : entries(depth));
      case 'array':
        return empty ? [] : [...items(depth)];
      case 'true':
      case 'false':
        if (!empty) content(open.name);
        return open.name === 'true';
      case 'string':
        return empty ? '' : content('string');
      case 'data':
        return empty ? new Uint8Array() : base64(content('data'));
      case 'integer':
      case 'real':
      case 'date':
        return empty ? '' : number(open.name, content(open.name).trim());
    }
    throw new PlistError(`XML plist: unknown element <${open.name}>`);
  }

  function* entries(depth: number): Generator<[string, PlistValue]> {
    for (let next = nextTag(); next.kind !== 'close' || next.name !== 'dict'; next = nextTag()) {
      if (next.name !== 'key' || next.kind === 'close')
        throw new PlistError('XML plist: a <key> was expected in <dict>');
      const key = next.kind === 'empty' ? '' : content('key');
      yield [key, value(nextTag(), depth + 1)];
    }
  }

  function* items(depth: number): Generator<PlistValue> {
    for (let next = nextTag(); next.kind !== 'close' || next.name !== 'array'; next = nextTag()) {
      yield value(next, depth + 1);
    }
  }

  const root = nextTag();
  if (root.name !== 'plist' || root.kind !== 'open') throw new PlistError('XML plist: the root element is not <plist>');
  const result = value(nextTag(), 0);
  const end = nextTag();
  if (end.name !== 'plist' || end.kind !== 'close') throw new PlistError('XML plist: more than one value in <plist>');
  return result;
}

function unescaped(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|\w+)?;?/g, (whole, name: string | undefined) => {
    const known = name !== undefined && whole.endsWith(';') ? (entities[name] ?? character(name)) : undefined;
    if (known === undefined) throw new PlistError(`XML plist: unknown entity ${whole.slice(0, 20)}`);
    return known;
  });
}

function character(name: string): string | undefined {
  if (!name.startsWith('#')) return undefined;
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function base64(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) throw new PlistError('XML plist: <data> is not base64');
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

function number(element: 'integer' | 'real' | 'date', text: string): PlistValue {
  if (element === 'integer' && /^[+-]?\d{1,20}$/.test(text)) {
    const small = Number(text);
    return Number.isSafeInteger(small) ? small : BigInt(text.replace('+', ''));
  }
  if (element === 'real' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (element === 'date') {
    const date = new Date(text);
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(date.getTime())) return date;
  }
  throw new PlistError(`XML plist: "${text.slice(0, 40)}" is no ${element}`);
}
