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
  /** The phones are not simulated: they keep what was on them before, and their users have other people to write to. */
  readonly real: boolean;
}

/** Puts a person before each phone of a scenario. @throws Error when the scenario has no phone of one system */
export function people({ phones, sessions, stage, random, real }: PeopleOptions): People {
  const discretion = { own: new Set<string>(), peers: new Set(phones.map(({ msisdn }) => msisdn)) };
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
        msisdn,
        screens: os === 'android' ? googleScreens(session) : appleScreens(session),
        // A real phone's contact of that name may be somebody else: there it is the number, or nobody.
        contacts: new Map(real ? [] : others.map((other) => [other.msisdn, other.name])),
        ...(real && { discretion }),
        append: stage.append,
      }),
      settings: phoneSettings(name, os === 'android' ? androidSettings(session) : iosSettings(session), stage.append),
      random: random.split(name),
    });
  };
  return { ana: before('android'), ben: before('ios') };
}
