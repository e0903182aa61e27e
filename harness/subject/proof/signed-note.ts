import { ed25519Verify } from '../../../simulators/crypto/ed25519.ts';
import { sha256 } from '../../../simulators/crypto/sha256.ts';

/** A key that verifies signed notes, under the name that its signatures carry. */
export interface VerifierKey {
  readonly name: string;
  /** Hex of the four bytes that stand before its signatures. */
  readonly id: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** A signed note (C2SP signed-note): a text that ends with a newline, and who signed it. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A note of ours has a few hundred bytes; these leave room for every witness there may be. */
const longestNote = 65_536;
const mostSignatures = 100;
const ed25519Type = 1;
/** A key's name has neither spaces nor a plus. */
const keyName = /^[^\s+]{1,255}$/u;
const signatureLine = /^— (?<name>[^\s+]{1,255}) (?<signature>[A-Za-z0-9+/]+={0,2})$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\u0000-\u0009\u000b-\u001f]/;

/** The bytes of canonical base64 (RFC 4648 section 4), or nothing: one value has one text. */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** The parts of a note, or nothing where it is none. That it is well-formed says nothing of who wrote it. */
export function parseNote(note: string): SignedNote | undefined {
  if (note.length > longestNote || forbidden.test(note) || !note.isWellFormed()) return undefined;
  const blank = note.lastIndexOf('\n\n');
  if (blank < 1 || !note.endsWith('\n')) return undefined;
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > mostSignatures) return undefined;
  const signatures = lines.map(parseSignature);
  const whole = signatures.filter((signature) => signature !== undefined);
  return whole.length === lines.length ? { text: note.slice(0, blank + 1), signatures: whole } : undefined;
}

function parseSignature(line: string): NoteSignature | undefined {
  const { name = '', signature = '' } = signatureLine.exec(line)?.groups ?? {};
  const bytes = fromBase64(signature);
  if (!bytes || bytes.length < 5) return undefined;
  return { name, keyId: Buffer.from(bytes.subarray(0, 4)).toString('hex'), signature: bytes.subarray(4) };
}

/** The key in `<name>+<id in hex>+<base64 of type and key>`, or nothing where its parts do not fit. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const [name = '', id = '', ...rest] = text.split('+');
  const key = fromBase64(rest.join('+'));
  if (!keyName.test(name) || key?.length !== 33 || key[0] !== ed25519Type) return undefined;
  const digest = sha256(Buffer.concat([Buffer.from(`${name}\n`), key]));
  const own = Buffer.from(digest.subarray(0, 4)).toString('hex');
  return own === id ? { name, id, publicKey: key.subarray(1) } : undefined;
}

/** The text that parseVerifierKey reads. */
export const formatVerifierKey = ({ name, id, publicKey }: VerifierKey): string =>
  `${name}+${id}+${Buffer.from([ed25519Type, ...publicKey]).toString('base64')}`;

/**
 * Whether the key signed the note. Signatures of other keys say nothing; one of this key that is wrong refuses the note,
 * whatever else it carries.
 */
export function isSignedBy({ text, signatures }: SignedNote, { name, id, publicKey }: VerifierKey): boolean {
  const own = signatures.filter((signature) => signature.name === name && signature.keyId === id);
  const signed = Buffer.from(text);
  return own.length > 0 && own.every(({ signature }) => ed25519Verify(publicKey, signed, signature));
}
