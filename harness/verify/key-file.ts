import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ArchiveKey } from '../subject/export/check-manifest.ts';
import { fromBase64, parseVerifierKey, type VerifierKey } from '../subject/proof/signed-note.ts';
import type { TenantKeys } from '../subject/tenant-keys.ts';
import { codeOf, InputError } from './input-error.ts';

/** Public keys of an archive, as its auditor was given them. */
export interface PublicKeys {
  readonly archiveKeys: readonly ArchiveKey[];
  readonly log: VerifierKey | undefined;
}

/** @throws InputError */
export function readText(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${option} ${path} cannot be read (${codeOf(error)}).`);
  }
}

/** 32 bytes in base64 as an archive's key. */
export function archiveKey(kid: string, base64: string): ArchiveKey | undefined {
  const publicKey = fromBase64(base64);
  return kid !== '' && publicKey?.length === 32 ? { kid, publicKey } : undefined;
}

const publicKeys = z.strictObject({
  /** 32 bytes in base64, each. */
  archive: z.array(z.strictObject({ kid: z.string().min(1), public_key: z.base64() })),
  /** C2SP signed-note: `<name>+<id>+<key>`. */
  log: z.string().optional(),
});

/**
 * Reads an archive's public keys: JSON, the `keys` that `POST /tenants` answers.
 * @throws InputError
 */
export function readKeyFile(path: string): PublicKeys {
  const wrong = (why: string): InputError =>
    new InputError(`--key ${path} ${why}: give the "keys" that the archive's tenant was made with.`);
  const parsed = publicKeys.safeParse(readJson(path, '--key', wrong));
  if (!parsed.success) throw wrong(`is wrong at /${parsed.error.issues[0]?.path.join('/')}`);
  const archiveKeys = parsed.data.archive.map(({ kid, public_key }) => archiveKey(kid, public_key));
  const known = archiveKeys.filter((key) => key !== undefined);
  if (known.length < archiveKeys.length) throw wrong('has a key that is not 32 bytes');
  const log = parsed.data.log === undefined ? undefined : parseVerifierKey(parsed.data.log);
  if (parsed.data.log !== undefined && !log) throw wrong('has a key of the log that is none');
  if (known.length === 0 && !log) throw wrong('holds no key');
  return { archiveKeys: known, log };
}

function readJson(path: string, option: string, wrong: (why: string) => InputError): unknown {
  const text = readText(path, option);
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('is not JSON');
  }
}

const privateKeys = z.strictObject({
  tenant: z.string().min(1),
  escrow: z.array(z.strictObject({ kid: z.string().min(1), private_key: z.base64() })).min(1),
  /** Of content hashes: without them a copy opens, and nobody can say whether it is the one that was hashed. */
  content: z.array(z.strictObject({ kid: z.string().min(1), key: z.base64() })).default([]),
});

/** Reads what opens escrowed copies: JSON, its keys raw and in base64. @throws InputError that quotes no key */
export function readPrivateKeys(path: string): TenantKeys {
  const wrong = (why: string): InputError =>
    new InputError(`--open-with ${path} ${why}: see docs/exports.md for what it must hold.`);
  const parsed = privateKeys.safeParse(readJson(path, '--open-with', wrong));
  if (!parsed.success) throw wrong(`is wrong at /${parsed.error.issues[0]?.path.join('/')}`);
  const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64');
  const { tenant, escrow, content } = parsed.data;
  if (escrow.some(({ private_key }) => bytes(private_key).length !== 32)) throw wrong('has a key that is not 32 bytes');
  return {
    id: tenant,
    escrow: escrow.map(({ kid, private_key }) => ({ kid, privateKey: bytes(private_key) })),
    content: content.map(({ kid, key }) => ({ kid, key: bytes(key) })),
  };
}
