import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CapturedMessage } from '../captured-message.ts';
import { message } from '../fixture.ts';
import { memoryStorage } from '../storage.ts';
import { captureSdk } from './capture-sdk.ts';

test('an app that dies as it hands a deletion over hands it over when it is told again', () => {
  const storage = memoryStorage();
  const taken: CapturedMessage[] = [];
  let dying = false;
  const start = () =>
    captureSdk(
      {
        captured(one) {
          if (dying) throw new Error('the app dies');
          taken.push(one);
        },
      },
      storage,
      (error) => {
        throw error;
      },
    );
  start().captured(message());
  dying = true;
  assert.throws(() => start().deleted('M1'), /dies/);
  dying = false;
  start().deleted('M1');
  start().deleted('M1');
  assert.deepEqual(
    taken.map(({ message_id, version, change }) => [message_id, version, change]),
    [
      ['M1', 1, undefined],
      ['M1', 2, 'deleted'],
    ],
  );
});
