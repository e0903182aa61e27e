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

/**
 * Reads public keys, one a line: `archive <kid> <base64 of 32 bytes>` for those that sign manifests, and
 * `<name>+<id>+<base64>` (C2SP signed-note) for the log's. `#` begins a comment.
 * @throws InputError
 */
export function readKeyFile(path: string): PublicKeys {
  const archiveKeys: ArchiveKey[] = [];
  let log: VerifierKey | undefined;
  for (const [index, line] of readText(path, '--key').split('\n').entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const [, kid, base64] = /^archive (\S+) (\S+)$/.exec(text) ?? [];
    const key = kid === undefined || base64 === undefined ? undefined : archiveKey(kid, base64);
    const ofLog = key ? undefined : parseVerifierKey(text);
    if (!key && !ofLog)
      throw new InputError(
        `${path}:${index + 1} is no public key: write "archive <kid> <base64>", or the log's "<name>+<id>+<base64>".`,
      );
    if (ofLog && log)
      throw new InputError(`${path}:${index + 1} is a second key of the log: give the one of this tenant.`);
    if (key) archiveKeys.push(key);
    log = ofLog ?? log;
  }
  if (archiveKeys.length === 0 && !log) throw new InputError(`--key ${path} holds no key.`);
  return { archiveKeys, log };
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
  let value: unknown;
  try {
    value = JSON.parse(readText(path, '--open-with'));
  } catch (error) {
    throw error instanceof InputError ? error : wrong('is not JSON');
  }
  const parsed = privateKeys.safeParse(value);
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
