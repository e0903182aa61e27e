import assert from 'node:assert/strict';
import { test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { sqliteSchema } from '../dialect.ts';
import { migrations } from '../migrations.ts';
import { erasedHashes } from './0011-erased-hashes.ts';

test('what was erased before this step loses its hash in it, and nothing else does', () => {
  const sqlite = new SqliteDatabase(':memory:');
  const run = (statements: readonly string[]): void => statements.forEach((one) => void sqlite.exec(one));
  for (const step of migrations.slice(0, migrations.indexOf(erasedHashes))) run(step.statements(sqliteSchema));
  const [told, nothing] = [`'{"content_hash":"h","status":"sent"}'`, 'NULL'];
  run([
    `INSERT INTO devices VALUES ('t', 'd', 'i', '+1', 'escrow', NULL, x'00', 1)`,
    ...['gone', 'there'].map(
      (id, index) =>
        `INSERT INTO records VALUES ('t', ${index}, '${id}', 'M ${id}', 'M ${id}', '+1', '+2', 'out', 1, 'created', 1, 'd', 1, NULL)`,
    ),
    `INSERT INTO tombstones VALUES ('t', 'gone', 'erasure:e', 1, 'k', x'00', NULL, NULL)`,
    ...['gone', 'there', 'gone'].map(
      (id, index) =>
        `INSERT INTO events VALUES ('t', ${index}, 'w${index}', 'M ${id}', 'a', 'b', 'c', 1, NULL, NULL, 'sent', 'h', '[]', 1, ${index === 2 ? told : nothing})`,
    ),
  ]);
  run(erasedHashes.statements(sqliteSchema));
  assert.deepEqual(sqlite.prepare('SELECT content_hash, told, sender_hash FROM events ORDER BY position').all(), [
    { content_hash: null, told: null, sender_hash: 'a' },
    { content_hash: 'h', told: null, sender_hash: 'a' },
    { content_hash: null, told: '{"content_hash":null,"status":"sent"}', sender_hash: 'a' },
  ]);
  sqlite.close();
});
