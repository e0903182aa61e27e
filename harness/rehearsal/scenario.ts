import { addDescription, addEpic, addFeature, addLabel, addStory, step as allureStep } from '@wdio/allure-reporter';
import { seededRandom } from '../../simulators/kernel/random.ts';
import { osRandomStream } from '../../simulators/kernel/wall/os-random.ts';
import { type People, people } from '../phones/people.ts';
import type { Person } from '../phones/person.ts';
import type { ScenarioEnded, ScenarioStarted } from '../stage/api.ts';
import { type StageClient, stageClient } from '../stage/client.ts';
import type { WebhookProfile } from '../subject/contract/webhook-profiles.ts';
import { type Cast, castMembers, type PeopleOf, peopleOf, type Role } from './cast.ts';
import { classed, classify } from './classify.ts';
import { attachLogs, attachRecord, attachScreens, type Sessions } from './evidence.ts';
import { endOfRun, RunGivenUp, requireRunGoesOn } from './give-up.ts';
import { lookOnceMore, writtenIn } from './last-looks.ts';
import { handsOn, NotHere, startsHere } from './not-here.ts';
import { tell } from './progress-events.ts';
import { type Incident, type Recovered, recovering } from './recovery.ts';
import { playAgain, reportable } from './replay-command.ts';
import { currentRun, currentToken } from './run-description.ts';
import { currentSpec, leasedPair, phone, requirePhones, scenarioIsNotForHere, tellStep } from './spec-hooks.ts';
import { requireHeld } from './verdict-check.ts';
import { worseFailure } from './worse-failure.ts';

/** What a scenario has in its hands. */
export interface Stage extends Pick<People, 'ana' | 'ben'> {
  /** One step of the report: progress says its title, and both screens are pictured at its end. */
  step<T>(title: string, body: () => Promise<T>): Promise<T>;
  /** Injects a fault of the registry and returns its id; `for` is an ISO 8601 duration after which it heals by itself. */
  inject: StageClient['inject'];
  heal: StageClient['heal'];
  /** What the journal holds of one kind so far: for what no screen shows. Nothing where it cannot be observed. */
  recorded: StageClient['recorded'];
  /** What the organisation's records officer has done at the archive; phones are named as people are. */
  office: StageClient['office'];
  /** Lets an ISO 8601 duration pass: at once where all is ours, by waiting where a phone is real or the subject somebody else's. */
  advance: StageClient['advance'];
  /** Does what may be done twice: when the phone's session is lost in it, it gets a new one, and it is done once more. */
  recovers<T>(who: Person, body: () => Promise<T>): Promise<Recovered<T>>;
}

export interface ScenarioOptions<C extends Cast = Cast> {
  /** The part of the product that it is about. */
  readonly feature: string;
  /** Why somebody cares, in a sentence. */
  readonly story: string;
  /** Ids of the invariants that it must exercise: each is judged at its end, and fails it unless it held. */
  readonly invariants: readonly string[];
  /** How the platform's webhooks look on the wire; standard without it. */
  readonly webhooks?: WebhookProfile;
  /** Who takes part beside Ana and Ben, on phones of the world that no driver reaches: only where phones are simulated. */
  readonly cast?: C;
}

/** Beside somebody else's subject convergence takes the machine's own time, ms. */
const besideSubjectMs = 290_000;

type Nobody = Readonly<Record<never, Role>>;

/**
 * Declares a scenario: a fresh world behind the phones, the body, convergence, judgement. It fails with an
 * AssertionError where the product broke a promise, and otherwise with an error whose message begins with who is to
 * blame.
 */
export function scenario<const C extends Cast = Nobody>(
  title: string,
  options: ScenarioOptions<C>,
  body: (stage: Stage & PeopleOf<C>) => Promise<void>,
): void {
  describe(options.feature, () => {
    it(title, async function () {
      if ((await play(title, options, body)) === 'not here') this.skip();
    });
  });
}

async function play<C extends Cast>(
  title: string,
  options: ScenarioOptions<C>,
  body: (stage: Stage & PeopleOf<C>) => Promise<void>,
): Promise<'played' | 'not here'> {
  requirePhones();
  requireRunGoesOn(currentRun().progress);
  const pair = leasedPair();
  const sessions: Sessions = { android: phone('android'), ios: phone('ios') };
  // Two scenarios of one run draw differently; the same scenario with the same seed draws the same.
  const seed = `${currentRun().seed}/${title}`;
  const client = stageClient({
    controlUrl: pair.controlUrl,
    token: currentToken(),
    ...(currentRun().subject && { scenarioTimeoutMs: besideSubjectMs }),
  });
  await addEpic('Rehearsal');
  await addFeature(options.feature);
  await addStory(options.story);
  for (const id of options.invariants) addLabel('invariant', id);

  const real = !pair.android.simulated || !pair.ios.simulated;
  const surroundings = real ? 'real-phones' : currentRun().subject === undefined ? 'ours' : 'foreign-subject';
  let started: ScenarioStarted | undefined;
  let failure: unknown;
  let cast: People | undefined;
  try {
    const members = castMembers(options.cast ?? {});
    started = await startsHere(client, surroundings, {
      name: title,
      seed,
      invariants: [...options.invariants],
      ...(members.length > 0 && { cast: members }),
      ...(options.webhooks && { webhookProfile: options.webhooks }),
    });
    const { phones } = started;
    const sessionOf = (name: string) => sessions[phones.find((each) => each.name === name)?.os ?? 'android'];
    // A phone keeps its messages: a run with the seed of an earlier one must not write the same again.
    const random = real ? osRandomStream() : seededRandom(seed).split('people');
    cast = people({ phones, members: started.members, sessions, stage: client, random, real });
    await body({
      ...castOf(options, cast),
      ana: cast.ana,
      ben: cast.ben,
      step: (name, inner) => pictured(title, name, inner, () => attachScreens(sessions, pair)),
      ...handsOn(client, surroundings),
      recorded: client.recorded,
      heal: client.heal,
      recovers: (who, inner) =>
        recovering({ phone: who.name, renew: (incident) => renewed(title, incident, sessionOf(who.name)) }, inner),
    });
  } catch (error) {
    if (error instanceof NotHere) {
      await addDescription(`Not tried here: ${error.message}`, 'markdown');
      scenarioIsNotForHere(title, error.message);
      if (real) await putBack(cast);
      return 'not here';
    }
    failure = told(title, endOfRun(error));
  }
  // A phone that is not simulated stays as this scenario leaves it.
  const left = real ? await putBack(cast) : undefined;
  failure ??= left;
  const judgement = started === undefined ? undefined : await judged(client, title, options.invariants, cast, failure);
  const end = told(title, endOfRun(judgement?.failure));
  // Where the subject is gone, nothing that was seen says anything of it.
  failure = end instanceof RunGivenUp ? end : worseFailure(failure, end);
  const blamed = failure === undefined ? undefined : classed(failure);
  const words = blamed === undefined ? null : { class: classify(blamed), message: blamed.message };
  const commands = started && playAgain(started.folder, currentRun().subject?.options);
  if (started && commands)
    await attachRecord({ started, ended: judgement?.ended, title, seed, failure: words, commands });
  if (blamed === undefined) return 'played';
  await attachLogs(started, sessions, pair);
  throw reportable(blamed, commands);
}

/** The failure as it is. That it ends the run, the others are told. */
function told(title: string, failure: unknown): unknown {
  if (failure instanceof RunGivenUp) tell(currentRun().progress, { event: 'run-given-up', title, reason: failure.why });
  return failure;
}

/** Nobody where the scenario names nobody. */
const castOf = <C extends Cast>({ cast }: ScenarioOptions<C>, there: People): PeopleOf<C> =>
  peopleOf(cast ?? ({} as C), there);

/** Switches that a scenario turned go back to where they were. Returns why one did not. */
async function putBack(cast: People | undefined): Promise<unknown> {
  const results = await Promise.allSettled([cast?.ana, cast?.ben].map((person) => person?.putsBackSettings()));
  return results.find((result) => result.status === 'rejected')?.reason;
}

/** The step and, whatever became of it, both screens after it. */
function pictured<T>(title: string, name: string, inner: () => Promise<T>, picture: () => Promise<void>): Promise<T> {
  tellStep(title, name);
  return allureStep(name, async () => {
    try {
      return await inner();
    } finally {
      await picture();
    }
  });
}

/** A new session in the place of one that was lost: a step of its own in the report, with the class of what happened. */
async function renewed(title: string, incident: Incident, session: WebdriverIO.Browser): Promise<void> {
  tell(currentRun().progress, { event: 'session-lost', title, ...incident });
  addLabel('incident', incident.class);
  const words = `[${incident.class}] ${incident.phone}'s session was lost, and is made anew: ${incident.message}`;
  await allureStep(words, async () => void (await session.reloadSession()));
}

/** What the scenario was judged to, and why that does not do; the report's step fails with it. */
interface Judgement {
  readonly ended: ScenarioEnded | undefined;
  readonly failure: unknown;
}

/** What became of every message stands in its conversation now: with nobody looking, what is lost there is not known. */
async function lastLooks(client: StageClient, { ana, ben, members }: People): Promise<void> {
  const everybody = [ana, ben, ...members.values()];
  const entries = [...(await client.recorded('ui.sent')), ...(await client.recorded('ui.shown'))];
  await lookOnceMore(everybody, writtenIn(entries, everybody));
}

async function judged(
  client: StageClient,
  title: string,
  named: readonly string[],
  cast: People | undefined,
  failure: unknown,
): Promise<Judgement> {
  tellStep(title, 'waiting for everything to arrive, then judging');
  let ended: ScenarioEnded | undefined;
  try {
    await allureStep('Judgement', async () => {
      await client.settle();
      // Whoever ended the run does not touch the phones again.
      if (cast !== undefined && !(failure instanceof RunGivenUp)) await lastLooks(client, cast);
      ended = await client.endScenario();
      tell(currentRun().progress, { event: 'judged', spec: currentSpec(), title, verdicts: ended.verdicts });
      requireHeld(ended.verdicts, named);
    });
    return { ended, failure: undefined };
  } catch (failure) {
    return { ended, failure };
  }
}
