import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Random } from '../../../kernel/random.ts';
import { execService, shellService } from '../services/shell.ts';
import { encodeShellPacket } from '../services/shell-packet.ts';
import { fedStream } from './fed-stream.ts';
import { fuzzer } from './fuzzer.ts';
import { awkwardText, chunks, mutated, mutatedText, pick } from './mutate.ts';

const lines = [
  'getprop ro.build.version.sdk',
  'settings put global a b; settings get global a',
  "export ANDROID_LOG_TAGS=\"''\"; exec logcat -d -v 'threadtime' -t 3 *:S Fixture:V",
  'dumpsys window displays && dumpsys package com.android.settings || false',
  'am start-activity -W -n com.android.settings/.Settings -S -a x -c y -f 0x10200000',
  "am start -W -a android.intent.action.VIEW -d 'sms:+1' com.google.android.apps.messaging",
  'am broadcast -n a/b -a io.appium.settings.clipboard.get --es k v',
  "[ -e '/data/local/tmp/mock_apps.json' ] && echo __PASS__",
  'pm list packages --show-versioncode -3; pm path android; cmd package resolve-activity --brief x',
  'input tap 500 500; input swipe 1 2 3 4; input text a%sb; input keyevent 4 KEYCODE_HOME',
  'ls -l /sdcard/*; cat /proc/net/unix; rm -rf /sdcard/x*; mkdir -p /sdcard/a/b; touch /sdcard/t; echo hi > /sdcard/t',
  'ps -A; pidof x; pgrep -f ^x$; kill -9 2000; date +%Y-%m-%dT%T%z',
  'cmd connectivity airplane-mode enable; svc wifi disable; wm size; ime list -a; ime set x',
  'am instrument -w io.appium.uiautomator2.server.test/androidx.test.runner.AndroidJUnitRunner',
] as const;

function line(random: Random): string {
  const known = pick(random, [...lines]);
  if (random.chance(0.3)) return known;
  return random.chance(0.8) ? mutatedText(random, known) : awkwardText(random);
}

/** Shell lines, whole and damaged, by both shell services. */
export const shellLineFuzzer = fuzzer('shell lines', async (random, device) => {
  const fed = fedStream();
  (random.chance(0.5) ? shellService : execService)(line(random), device)(fed.stream);
  for (let turns = 0; turns < 3; turns++) await nextTurn();
  await fed.finish();
});

const readers = [
  'cat',
  'cat > /sdcard/in',
  'cmd package install -r -S 40',
  'pm install -S 99999999999',
  'logcat',
] as const;

/** shell,v2 packets from the host to commands that read them, and to some that do not. */
export const shellPacketFuzzer = fuzzer('shell_v2 packets', async (random, device) => {
  const fed = fedStream();
  shellService(pick(random, [...readers]), device)(fed.stream);
  for (let packets = random.below(8); packets > 0; packets--) {
    const sent = encodeShellPacket(random.chance(0.7) ? 0 : random.below(256), random.bytes(random.below(100)));
    for (const piece of chunks(random, random.chance(0.5) ? sent : mutated(random, sent))) fed.feed(piece);
    if (random.chance(0.5)) await nextTurn();
  }
  await fed.finish();
  if (fed.writtenBytes() > 1024 * 1024) throw new Error(`answered ${fed.writtenBytes()} bytes`);
});
