import type { Random } from '../../simulators/kernel/random.ts';
import type { ScenarioStarted } from '../stage/api.ts';
import type { StageClient } from '../stage/client.ts';
import { androidSettings } from './android-settings.ts';
import { appleScreens } from './apple-messages.ts';
import { googleScreens } from './google-messages.ts';
import { iosSettings } from './ios-settings.ts';
import { actingAs, memberScreens, memberSettings } from './member-screens.ts';
import { messagesApp } from './messages-app.ts';
import { type Person, person } from './person.ts';
import { type PhoneSettings, phoneSettings } from './settings.ts';

/** The people of a rehearsal: one on an Android phone, one on an iPhone, and who takes part besides. */
export interface People {
  /** On Android. */
  readonly ana: Person;
  /** On the iPhone. */
  readonly ben: Person;
  /** On phones without a face, by their names in the world. */
  readonly members: ReadonlyMap<string, Person>;
}

export interface PeopleOptions {
  readonly phones: ScenarioStarted['phones'];
  readonly members: ScenarioStarted['members'];
  readonly sessions: Readonly<Record<'android' | 'ios', WebdriverIO.Browser>>;
  readonly stage: Pick<StageClient, 'append' | 'act'>;
  readonly random: Random;
  /** The phones are not simulated: they keep what was on them before, and their users have other people to write to. */
  readonly real: boolean;
}

type Participant = ScenarioStarted['phones'][number];

/** Puts a person before each phone of a scenario. @throws Error when the scenario has no phone of one system */
export function people({ phones, members, sessions, stage, random, real }: PeopleOptions): People {
  const discretion = { own: new Set<string>(), peers: new Set(phones.map(({ msisdn }) => msisdn)) };
  const settingsOf = (name: string, screens: Parameters<typeof phoneSettings>[1]): PhoneSettings =>
    phoneSettings(name, screens, stage.append);

  const before = (os: 'android' | 'ios'): Person => {
    const phone = phones.find((each) => each.os === os);
    if (phone === undefined) throw new Error(`the scenario has no ${os} phone`);
    const { name, msisdn } = phone;
    const session = sessions[os];
    return person({
      name,
      msisdn,
      messages: messagesApp({
        phone: name,
        msisdn,
        screens: os === 'android' ? googleScreens(session) : appleScreens(session),
        // A real phone's contact of that name may be somebody else: there it is the number, or nobody.
        contacts: real ? new Map() : contactsOf(phone, [...phones, ...members]),
        ...(real && { discretion }),
        append: stage.append,
      }),
      settings: settingsOf(name, os === 'android' ? androidSettings(session) : iosSettings(session)),
      random: random.split(name),
    });
  };

  const beside = ({ name, os, msisdn }: Participant): Person => {
    const act = actingAs(stage, name);
    return person({
      name,
      msisdn,
      // Conversations are opened by their numbers there: no title needs to be known.
      messages: messagesApp({
        phone: name,
        msisdn,
        screens: memberScreens(os, act),
        contacts: new Map(),
        append: stage.append,
      }),
      settings: settingsOf(name, memberSettings(act)),
      random: random.split(name),
    });
  };

  return {
    ana: before('android'),
    ben: before('ios'),
    members: new Map(members.map((member) => [member.name, beside(member)])),
  };
}

/** Names by number. Another device of somebody's has its owner's number, and no name of its own. */
function contactsOf(phone: Participant, all: readonly Participant[]): ReadonlyMap<string, string> {
  const contacts = new Map<string, string>();
  for (const { name, msisdn } of all) if (msisdn !== phone.msisdn && !contacts.has(msisdn)) contacts.set(msisdn, name);
  return contacts;
}
