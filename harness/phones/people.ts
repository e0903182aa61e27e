import type { Random } from '../../simulators/kernel/random.ts';
import type { ScenarioStarted } from '../stage/api.ts';
import type { StageClient } from '../stage/client.ts';
import { androidSettings } from './android-settings.ts';
import { appleScreens } from './apple-messages.ts';
import { googleScreens } from './google-messages.ts';
import { iosSettings } from './ios-settings.ts';
import { messagesApp } from './messages-app.ts';
import { type Person, person } from './person.ts';
import { phoneSettings } from './settings.ts';

/** The two people of a rehearsal: one on an Android phone, one on an iPhone. */
export interface People {
  /** On Android. */
  readonly ana: Person;
  /** On the iPhone. */
  readonly ben: Person;
}

export interface PeopleOptions {
  readonly phones: ScenarioStarted['phones'];
  readonly sessions: Readonly<Record<'android' | 'ios', WebdriverIO.Browser>>;
  readonly stage: StageClient;
  readonly random: Random;
}

/** Puts a person before each phone of a scenario. @throws Error when the scenario has no phone of one system */
export function people({ phones, sessions, stage, random }: PeopleOptions): People {
  const before = (os: 'android' | 'ios'): Person => {
    const phone = phones.find((each) => each.os === os);
    if (phone === undefined) throw new Error(`the scenario has no ${os} phone`);
    const { name, msisdn } = phone;
    const session = sessions[os];
    const others = phones.filter((each) => each !== phone);
    return person({
      name,
      msisdn,
      messages: messagesApp({
        phone: name,
        screens: os === 'android' ? googleScreens(session) : appleScreens(session),
        contacts: new Map(others.map((other) => [other.msisdn, other.name])),
        append: stage.append,
      }),
      settings: phoneSettings(name, os === 'android' ? androidSettings(session) : iosSettings(session), stage.append),
      random: random.split(name),
    });
  };
  return { ana: before('android'), ben: before('ios') };
}
