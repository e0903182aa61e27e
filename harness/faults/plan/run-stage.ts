import type { FaultStage } from '../stage.ts';
import type { Action } from './schema.ts';

type Setting = Extract<Action, { do: 'switch' }>['setting'];

/** The user of one phone: does it on the screen, and journals what was typed and seen (`ui.*`). Peers are MSISDNs. */
export interface StageUser {
  send(peer: string, body: string, canary: string): Promise<void>;
  /** Opens the conversation and reads what is there, an empty one too. */
  read(peer: string): Promise<void>;
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
  /** Asks the subject for everything it has and journals the answers (`subject.*`). */
  askSubject(): Promise<void>;
}
