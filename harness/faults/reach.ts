import type { Fault } from './fault.ts';
import type { FaultStage, RealPhone, SimulatedPhone, StageFace, StagePhone } from './stage.ts';

const noHand =
  'nothing here reaches into a real phone or its carrier: it can be done to simulated phones and their carriers only';

/** Where faults run that reach into phones, carriers and what lies between them. */
export const simulatedOnly: Fault['runs'] = {
  simulated: true,
  'real-android': noHand,
  'real-iphone': noHand,
  'any-subject': true,
};

/** @throws RangeError when there is no such phone */
export function phoneOf(stage: FaultStage, name: string): StagePhone {
  const phone = stage.phones.get(name);
  if (!phone) throw new RangeError(`no phone "${name}" on this stage`);
  return phone;
}

/** Where faults run that a real Android phone can be told over adb, and nothing can tell an iPhone. */
export const notOnIphones: Fault['runs'] = { ...simulatedOnly, 'real-android': true };

/** A real phone with a way into it. @throws Error when nothing on this machine reaches into it */
export function realPhone({ name, real }: StagePhone): RealPhone {
  if (!real) throw new Error(`${name} is driven through somebody else's Appium server: no adb of ours reaches it`);
  return real;
}

/** A simulated phone. @throws RangeError when there is none of that name */
export function simulated(stage: FaultStage, name: string): SimulatedPhone {
  const { simulated: phone } = phoneOf(stage, name);
  if (!phone) throw new RangeError(`${name} is no simulated phone`);
  return phone;
}

/** The simulated phones that a fault touches: the one that it names, or all. */
export function touched(stage: FaultStage, name: string | undefined): readonly SimulatedPhone[] {
  return (name === undefined ? [...stage.phones.keys()] : [name]).map((each) => simulated(stage, each));
}

/** The sockets of a phone. @throws Error on the virtual clock, where phones have none */
export function faceOf(stage: FaultStage, name: string): StageFace {
  const { face } = phoneOf(stage, name);
  if (!face) throw new Error(`${name} has no sockets here: no driver is connected to it but in a rehearsal`);
  return face;
}
