import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testDevice } from '../fixture-device.ts';
import { messagesId, settingsId } from '../fixture-phone.ts';

describe("the phone's shell", () => {
  it('runs commands by the success of the one before', async () => {
    const { shell } = testDevice();
    assert.deepEqual(await shell('false; echo $?; true && echo yes || echo no; false && echo yes || echo no'), {
      out: '1\nyes\nno\n',
      err: '',
      code: 0,
    });
    assert.equal((await shell('true; exit 7; echo never')).code, 7);
    assert.deepEqual(await shell('exec false; echo never'), { out: '', err: '', code: 1 });
  });

  it('says that a command does not exist as Android does, and warns', async () => {
    const { shell, warnings } = testDevice();
    const { err, code } = await shell('frobnicate --now');
    assert.equal(code, 127);
    assert.equal(err, '/system/bin/sh: frobnicate: inaccessible or not found\n');
    assert.match(warnings[0] ?? '', /frobnicate/);
    assert.equal((await shell('constructor')).code, 127);
  });

  it('warns about a command that exists but does nothing here', async () => {
    const { shell, warnings } = testDevice();
    assert.equal((await shell('dumpsys telephony.registry')).err, "Can't find service: telephony.registry\n");
    assert.equal((await shell('wm rotation')).code, 1);
    assert.equal(warnings.length, 2);
  });

  it('redirects, expands file patterns and variables', async () => {
    const { shell } = testDevice();
    await shell(
      'echo one > /sdcard/a.txt; echo two >> /sdcard/a.txt; echo x > /sdcard/b.txt; ls nothing 2> /sdcard/err',
    );
    assert.equal((await shell('cat /sdcard/a.txt')).out, 'one\ntwo\n');
    assert.equal(
      (await shell('echo /sdcard/*.txt /sdcard/?.txt "/sdcard/*" /none/*')).out,
      '/sdcard/a.txt /sdcard/b.txt /sdcard/a.txt /sdcard/b.txt /sdcard/* /none/*\n',
    );
    assert.match((await shell('cat /sdcard/err')).out, /No such file/);
    assert.equal(
      (await shell('export A=1; echo "$A" $EXTERNAL_STORAGE; ls /none 2>/dev/null || echo none')).out,
      '1 /sdcard\nnone\n',
    );
    assert.equal((await shell('ls /none 2>&1')).out, 'ls: /none: No such file or directory\n');
  });

  it('keeps files and tells about them', async () => {
    const { shell } = testDevice();
    assert.equal(
      (await shell('mkdir -p /sdcard/a/b && touch /sdcard/a/b/c && [ -f /storage/emulated/0/a/b/c ] && echo there'))
        .out,
      'there\n',
    );
    assert.equal((await shell('rm /sdcard/a')).code, 1);
    assert.equal((await shell('rm -rf /sdcard/a; [ ! -e /sdcard/a ]')).code, 0);
    assert.equal((await shell('cat > /sdcard/in', 'typed')).code, 0);
    assert.equal((await shell('cat /sdcard/in')).out, 'typed');
  });

  it('starts apps, stops them and names the one in front', async () => {
    const { shell, phone } = testDevice();
    const started = await shell(
      `am start-activity -W -n ${messagesId}/.ui.ConversationListActivity -S -a android.intent.action.MAIN -c android.intent.category.LAUNCHER -f 0x10200000`,
    );
    assert.match(started.out, /Status: ok\nLaunchState: COLD/);
    assert.equal(phone.foreground(), messagesId);
    assert.match(
      (await shell('dumpsys window displays')).out,
      new RegExp(`mFocusedApp=ActivityRecord\\{\\w+ u0 ${messagesId}/\\.ui\\.ConversationListActivity t12\\}`),
    );
    assert.match((await shell('ps -A')).out, new RegExp(`\\d+ .* ${messagesId}\\n`));
    const pid = (await shell(`pidof ${messagesId}`)).out;
    await shell(`am force-stop ${messagesId}`);
    assert.equal((await shell(`pidof ${messagesId}`)).code, 1);
    await shell(`am start ${messagesId}`);
    assert.notEqual((await shell(`pidof ${messagesId}`)).out, pid, 'a restarted app has a new pid');
    assert.match(
      (await shell(`am start -W -n ${messagesId}/.Nonsense`)).out,
      /Error: Activity class \{.*\.Nonsense\} does not exist/,
    );
    assert.equal((await shell('am start -a android.settings.SETTINGS')).code, 0);
    assert.equal(phone.foreground(), settingsId);
  });

  it('opens links in the messaging app, and none that nobody takes', async () => {
    const { shell, phone } = testDevice();
    const { out } = await shell(`am start -W -a android.intent.action.VIEW -d 'sms:+447700900003' ${messagesId}`);
    assert.match(out, /Status: ok/);
    assert.deepEqual(phone.told.opened, ['sms:+447700900003']);
    assert.match((await shell('am start -W -a android.intent.action.VIEW -d geo:1,2')).out, /unable to resolve Intent/);
  });

  it('gives one truth about airplane mode', async () => {
    const { shell, phone } = testDevice();
    await shell('cmd connectivity airplane-mode enable');
    assert.equal(phone.airplaneMode, true);
    assert.equal(
      (await shell('settings get global airplane_mode_on; cmd connectivity airplane-mode')).out,
      '1\nenabled\n',
    );
    phone.setAirplaneMode(false);
    assert.equal((await shell('settings get global airplane_mode_on')).out, '0\n');
  });

  it('keeps settings and properties', async () => {
    const { shell } = testDevice();
    assert.equal(
      (
        await shell(
          'settings put global a "b c"; settings get global a; settings delete global a; settings get global a',
        )
      ).out,
      'b c\nDeleted 1 rows\nnull\n',
    );
    assert.equal((await shell('settings get nowhere a')).code, 255);
    assert.equal((await shell('getprop ro.build.version.sdk; setprop debug.x 1; getprop debug.x')).out, '34\n1\n');
    assert.equal((await shell('setprop ro.product.model other')).code, 1);
  });

  it('refuses to wipe what it cannot wipe', async () => {
    const { shell, warnings } = testDevice();
    assert.deepEqual(await shell(`pm clear ${messagesId}`), { out: 'Failed\n', err: '', code: 1 });
    assert.match(warnings[0] ?? '', /noReset/);
  });

  it('types, taps and swipes', async () => {
    const { shell, phone } = testDevice();
    await shell(
      `am start ${messagesId}; input tap 540 363; input tap 500 2270; input text hello%sworld; input keyevent 67 KEYCODE_ENTER`,
    );
    const field = phone.tree().children.find(({ key }) => key === 'compose');
    assert.equal(field?.text, 'hello worl\n');
    await shell('input keyevent 4; input swipe 540 2000 540 1000 200');
    const first = phone.tree().children.find(({ key }) => key === 'list')?.children[0];
    assert.equal(first?.visible, false);
  });

  it("types any character through Appium's keyboard", async () => {
    const { shell, phone, warnings } = testDevice();
    await shell(
      `am start ${messagesId}; input tap 540 363; input tap 500 2270; ime set io.appium.settings/.UnicodeIME`,
    );
    await shell("input text 'h&AOk-llo%s&2D3eAA- &-'");
    assert.equal(phone.tree().children.find(({ key }) => key === 'compose')?.text, 'héllo 😀 &');
    await shell('ime set io.appium.settings/.AppiumIME; input text /search/');
    assert.match(warnings[0] ?? '', /editor action/);
  });

  it("prints its log in logcat's formats", async () => {
    const { shell } = testDevice();
    assert.match(
      (await shell('logcat -d')).out,
      /^--------- beginning of main\n11-22 09:30:00\.000 {2}2001 {2}2001 I Fixture : booted\n/,
    );
    assert.match((await shell('logcat -d -v brief Fixture:I *:S')).out, /main\nI\/Fixture \( 2001\): booted\n$/);
    assert.equal((await shell('logcat -c; logcat -d -v raw')).out, '--------- beginning of main\n');
    assert.equal((await shell('logcat -v nonsense')).code, 1);
  });
});
