import type { RecordsOfficer } from '../../subject/records-officer.ts';
import type { FaultStage } from '../stage.ts';
import type { Action } from './schema.ts';

type Setting = Extract<Action, { do: 'switch' }>['setting'];

/** What a step asks for the screens do not offer: the group is not there yet, or its user is not in it any more. */
export class StepImpossible extends Error {
  override readonly name = 'StepImpossible';
}

/**
 * The user of one phone: does it on the screen, and journals what was typed and seen (`ui.*`). A peer is an MSISDN, or the
 * title of a group. In a group everything throws StepImpossible where the screens do not offer it.
 */
export interface StageUser {
  /** Which of these titles the phone lists: the first one. */
  listed(titles: readonly string[]): Promise<string | undefined>;
  /** The group that the phone lists by its members' names, because its own never came; where that can be told. */
  nameless?(): Promise<string | undefined>;
  startGroup(msisdns: readonly string[], subject: string): Promise<void>;
  addMember(title: string, msisdn: string): Promise<void>;
  removeMember(title: string, msisdn: string): Promise<void>;
  leaveGroup(title: string): Promise<void>;
  renameGroup(title: string, subject: string): Promise<void>;
  endEncryption(peer: string): Promise<void>;
  send(peer: string, body: string, canary: string): Promise<void>;
  /** Opens the conversation and reads what is there, an empty one too. */
  read(peer: string): Promise<void>;
  /** Deletes a message from the phone. @throws StepImpossible where there is none, or the screens do not offer it */
  deleteMessage(peer: string, before: number): Promise<void>;
  switch(setting: Setting, on: boolean): Promise<void>;
}

/** Where a plan can be carried out: a world on the virtual clock, or a rehearsal. */
export interface RunStage extends FaultStage {
  /** The time of `world.started`, ms: what a plan's times count from. */
  readonly startedAtMs: number;
  /** @throws RangeError when there is no such phone */
  user(phone: string): StageUser;
  /** The number of a phone (E.164). @throws RangeError when there is no such phone */
  msisdn(phone: string): string;
  /** Lets time pass until `atMs`; returns at once when that is past. */
  waitUntil(atMs: number): Promise<void>;
  /** Lets time pass until nothing is on its way; false when it gave up. */
  settle(): Promise<boolean>;
  /** Lets the time pass after which liveness is demanded, or less when nothing is left to wait for. Default: `graceMs`. */
  grace?(): Promise<void>;
  /** Asks the subject for everything it has and journals the answers (`subject.*`). */
  askSubject(): Promise<void>;
  /** Lets time pass until the records officer is done; the answers are journaled. */
  officer(deed: (officer: RecordsOfficer) => Promise<unknown>): Promise<void>;
}
