/** A file in an archive of tar. */
export interface TarEntry {
  /** ASCII, at most 100 characters. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whole seconds since the epoch. */
  readonly modifiedAt: number;
}

const blockBytes = 512;
const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;

/** POSIX.1-1988 ustar. @throws RangeError for a name that has no room */
function header({ name, bytes, modifiedAt }: TarEntry): Buffer {
  const block = Buffer.alloc(blockBytes);
  if (name.length > 100) throw new RangeError(`a name in a tar has at most 100 characters, not ${name.length}`);
  block.write(name, 0, 'latin1');
  block.write(octal(0o644, 7), 100, 'latin1');
  block.write(octal(0, 7), 108, 'latin1');
  block.write(octal(0, 7), 116, 'latin1');
  block.write(octal(bytes.length, 11), 124, 'latin1');
  block.write(octal(modifiedAt, 11), 136, 'latin1');
  block.write('        0', 148, 'latin1'); // the sum counts its own field as blanks; then: a plain file
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** The same entries give the same bytes: there is no owner, and no time but the entries'. */
export function tar(entries: readonly TarEntry[]): Uint8Array {
  const blocks = entries.flatMap((entry) => [
    header(entry),
    entry.bytes,
    Buffer.alloc((blockBytes - (entry.bytes.length % blockBytes)) % blockBytes),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
}
