import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ana, ben, cy, type HandsetFixture, handsetFixture } from '../../simulators/handset/ui/handset-fixture.ts';
import { createPhone } from '../../simulators/handset/ui/phone.ts';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { wallClock } from '../../simulators/kernel/wall/clock.ts';
import { findAdb } from '../farm/android-home.ts';
import { type Automation, startAutomation } from '../farm/automation.ts';
import { freePort } from '../farm/free-port.ts';
import { sessionRequests } from '../farm/target.ts';
import type { StagePhone } from '../stage/api.ts';
import { type Faces, startFaces } from '../stage/faces.ts';
import { appleScreens } from './apple-messages.ts';
import { googleScreens } from './google-messages.ts';
import { type MessagesApp, messagesApp } from './messages-app.ts';
import { type Person, person } from './person.ts';

const adb = findAdb();
const skip = adb === undefined ? 'there is no adb on this machine: the real drivers were NOT tried' : false;
if (skip) console.error(`\n*** ${skip} ***\n`);

const dee = { name: 'Dee', msisdn: '+447700900004' };
const names = Object.fromEntries([ben, cy, dee].map(({ msisdn, name }) => [msisdn, name]));
const encryption = {
  era: 1,
  epoch: '4',
  epochAuthenticator: Buffer.alloc(32, 9).toString('base64'),
  health: 'Healthy',
  devices: [ana, ben, cy].map(({ msisdn }, i) => ({ msisdn, count: i === 1 ? 2 : 1 })),
};

/** One phone with nobody but a test behind its handset, and a person before it. */
interface Before {
  readonly handset: HandsetFixture;
  readonly messages: MessagesApp;
  readonly owner: Person;
  readonly entries: { kind: string; data: Record<string, unknown> }[];
}

describe('groups through the real UiAutomator2 and XCUITest drivers', { skip }, () => {
  const scratch = mkdtempSync(join(tmpdir(), 'greenroom-groups-'));
  const clock = wallClock((label, error) => console.error(label, error));
  const people = new Map<'android' | 'ios', Before>();
  const sessions: WebdriverIO.Browser[] = [];
  let faces: Faces | undefined;
  let automation: Automation | undefined;

  before(async () => {
    const handsets = { android: handsetFixture('android', { names }), ios: handsetFixture('ios', { names }) };
    const phones = new Map((['android', 'ios'] as const).map((os) => [os as string, createPhone(handsets[os])]));
    faces = await startFaces(phones, { folder: scratch, phones: [], iphones: 'url' }, clock, scratch);
    const android = faces.phones.find((each): each is StagePhone & { os: 'android' } => each.os === 'android');
    const ios = faces.phones.find((each): each is StagePhone & { os: 'ios' } => each.os === 'ios');
    assert.ok(android !== undefined && ios?.reach.via === 'url');
    const ports = [];
    for (let i = 0; i < 5; i++) ports.push(await freePort());
    const [adbPort = 0, appiumPort = 0, systemPort = 0, wdaLocalPort = 0, mjpegServerPort = 0] = ports;
    automation = await startAutomation({
      scratch: join(scratch, 'automation'),
      packageRoot: join(import.meta.dirname, '..', '..'),
      adb: adb ?? '',
      adbPort,
      ownsAdb: true,
      appiumPort,
      logFile: join(scratch, 'appium.log'),
    });
    await automation.reach({ connect: [android.serial], usbmuxdSocket: ios.reach.usbmuxdSocket });
    const shared = { simulated: true, capabilities: {}, appium: automation.url };
    const requests = sessionRequests({
      name: 'pair',
      controlUrl: '',
      appiumLog: null,
      android: { ...android, udid: android.serial, adbPort, systemPort, ...shared },
      ios: { ...ios, wdaLocalPort, mjpegServerPort, webDriverAgentUrl: ios.reach.webDriverAgentUrl, ...shared },
    });
    const { remote } = await import('webdriverio');
    for (const os of ['android', 'ios'] as const) {
      const session = await remote({ ...requests[os], logLevel: 'error', connectionRetryCount: 0 });
      sessions.push(session);
      const entries: Before['entries'] = [];
      const messages = messagesApp({
        phone: os,
        msisdn: ana.msisdn,
        screens: os === 'android' ? googleScreens(session) : appleScreens(session),
        contacts: new Map(Object.entries(names)),
        append: async (entry) => entries.push(entry),
      });
      const nothing = { set: async () => {}, putBack: async () => {} };
      const owner = person({ ...ana, messages, settings: nothing, random: seededRandom(os) });
      people.set(os, { handset: handsets[os], messages, owner, entries });
    }
  });

  after(async () => {
    for (const session of sessions) await session.deleteSession().catch(() => {});
    await automation?.stop();
    await faces?.close();
    clock.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  for (const os of ['android', 'ios'] as const) {
    test(`${os}: a group from its creation to its end`, async () => {
      const one = people.get(os);
      assert.ok(one !== undefined);
      const { handset, owner, messages, entries } = one;
      const group = () => handset.conversations()[0]?.group;
      const id = () => handset.conversations()[0]?.id ?? '';

      assert.equal(await owner.createsGroupWith([ben, cy], 'Harbour walk'), 'Harbour walk');
      assert.deepEqual([group()?.subject, group()?.members], ['Harbour walk', [ben, cy]]);
      await owner.seesNotice('created', { by: ana });
      handset.set({ conversations: handset.conversations().map((each) => ({ ...each, encryption })) });
      await owner.seesEncryption();

      const written = await owner.writes('Saturday?');
      assert.deepEqual(handset.sent.at(-1), { conversationId: id(), body: written.body });
      const sent = entries.findLast(({ kind }) => kind === 'ui.sent')?.data;
      const seen = { title: 'Harbour walk', members: [ben.msisdn, cy.msisdn] };
      assert.deepEqual([sent?.['peer'], sent?.['group']], ['Harbour walk', seen]);
      const answer = { body: 'yes GRANSWER', canary: 'GRANSWER' };
      handset.receive(id(), { body: answer.body, sender: cy });
      await owner.receivesFrom(cy, answer);
      await assert.rejects(owner.receivesFrom(ben, answer, 100), /did not show a bubble with GRANSWER/);
      const lost = handset.conversations().map((each) => ({
        ...each,
        messages: each.messages.map((message) =>
          message.direction === 'out' ? { ...message, status: 'failed' as const, failedFor: [cy] } : message,
        ),
      }));
      handset.set({ conversations: lost });
      await owner.seesThatItFailedFor(cy, written);
      await assert.rejects(owner.seesThatItFailedFor(ben, written, 100), /was not delivered to Ben/);

      const details = await owner.looksAtEncryptionDetails();
      assert.deepEqual([details.encrypted, details.health, details.epoch], [true, 'Healthy', { era: 1, epoch: '4' }]);
      assert.equal(details.verificationCode?.length, 60);
      assert.deepEqual(details.devices, encryption.devices);
      assert.deepEqual(
        (await owner.looksAtMembers()).map(({ msisdn, name, devices }) => [msisdn, name, devices]),
        [
          [ana.msisdn, 'You', 1],
          [ben.msisdn, 'Ben', 2],
          [cy.msisdn, 'Cy', 1],
        ],
      );

      await owner.adds(dee);
      await owner.seesNotice('added', { by: ana, whom: [dee] });
      await owner.removes(ben);
      await owner.seesNotice('removed', { by: ana, whom: [ben] });
      await owner.seesMembers([cy, dee]);
      await owner.changesIconTo('lantern');
      await owner.seesNotice('icon-changed');
      await owner.seesIcon('lantern');
      await assert.rejects(owner.seesIcon('orchard', 0), /did not show the picture orchard of .*, but lantern/);
      await owner.renames('Hill walk');
      await owner.seesNotice('renamed', { by: ana });
      assert.deepEqual([group()?.subject, group()?.icon, group()?.members], ['Hill walk', 'lantern', [cy, dee]]);
      const shown = entries.findLast(({ kind }) => kind === 'ui.shown')?.data;
      assert.deepEqual(shown?.['group'], { title: 'Hill walk', members: [cy.msisdn, dee.msisdn] });

      await owner.turnsOffEncryption();
      await owner.seesThatItIsNotEncrypted();
      await owner.seesNotice('encryption-ended', { by: ana });
      await messages.launch();
      await owner.opensGroup('Hill walk');
      await owner.leaves();
      await owner.seesThatItIsClosed();
      assert.equal(group()?.left, true);
      assert.ok(
        (await owner.looks()).some(({ body }) => body === answer.body),
        'what was there stays',
      );
    });

    test(`${os}: a group without a name is called by those in it`, async () => {
      const one = people.get(os);
      assert.ok(one !== undefined);
      const { owner, messages } = one;
      assert.equal(await owner.createsGroupWith([ben, cy]), 'Ben, Cy');
      await messages.launch();
      await owner.opensGroup('Ben, Cy');
      await owner.seesNotice('created', { by: ana });
      await assert.rejects(messages.openGroup('Nobody here', 100), /did not list the group Nobody here/);
    });
  }
});
