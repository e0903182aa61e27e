import { ExportFault } from './export-fault.ts';

const blockBytes = 512;

export interface TarFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const text = (block: Uint8Array, from: number, length: number): string =>
  Buffer.from(block.subarray(from, from + length))
    .toString('latin1')
    .replace(/\0.*$/s, '')
    .trim();

function octal(block: Uint8Array, from: number, length: number): number {
  const digits = text(block, from, length);
  if (!/^[0-7]+$/.test(digits)) throw new ExportFault('a header of the tar has a number that is not octal');
  return Number.parseInt(digits, 8);
}

/** The plain files of a tar (POSIX.1-1988 ustar). @throws ExportFault for anything else in it, and for one cut short */
export function readTar(bytes: Uint8Array): readonly TarFile[] {
  const files: TarFile[] = [];
  let at = 0;
  for (;;) {
    const header = bytes.subarray(at, at + blockBytes);
    if (header.length < blockBytes) throw new ExportFault('the tar is cut off');
    if (header.every((byte) => byte === 0)) break;
    const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    if (octal(header, 148, 8) !== sum) throw new ExportFault('a header of the tar has a wrong sum');
    if (text(header, 156, 1) !== '0') throw new ExportFault('the tar holds something that is no plain file');
    const length = octal(header, 124, 12);
    const from = at + blockBytes;
    if (from + length > bytes.length) throw new ExportFault('the tar is cut off');
    files.push({ name: text(header, 0, 100), bytes: bytes.subarray(from, from + length) });
    at = from + Math.ceil(length / blockBytes) * blockBytes;
  }
  return files;
}
