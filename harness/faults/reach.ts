import type { Fault } from './fault.ts';
import type { FaultStage, RealPhone, SimulatedPhone, StageCarrier, StageFace, StagePhone } from './stage.ts';

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

/**
 * What a phone calls the groups that a fault is about: the one with `peer` where that is given, else all that it is in.
 * @throws Error when there is none
 */
export function groupsOf(stage: FaultStage, name: string, peer?: string): readonly string[] {
  const groups = simulated(stage, name).encryptsWith();
  const chosen = peer === undefined ? groups : groups.filter((group) => group === peer);
  if (chosen.length === 0) throw new Error(`${name} is in no group${peer === undefined ? '' : ` with ${peer}`} yet`);
  return chosen;
}

/**
 * Two phones with what each calls the group that both are in: their own, or else an RCS group.
 * @throws Error when there is none
 */
export function bothIn(stage: FaultStage, one: string, other: string): readonly (readonly [SimulatedPhone, string])[] {
  const a = simulated(stage, one);
  const b = simulated(stage, other);
  const [ofA, ofB] = [a.encryptsWith(), b.encryptsWith()];
  if (ofA.includes(other) && ofB.includes(one)) {
    return [
      [a, other],
      [b, one],
    ];
  }
  const group = ofA.find((each) => !stage.phones.has(each) && ofB.includes(each));
  if (group === undefined) throw new Error(`${one} and ${other} are in no group yet`);
  return [
    [a, group],
    [b, group],
  ];
}

/** The carriers whose focus a fault spoils: that of a phone, or all. */
export function carriersOf(stage: FaultStage, name: string | undefined): readonly StageCarrier[] {
  return [...new Set(touched(stage, name).map(({ carrier }) => carrier))];
}

/** A device that is paired with another. @throws Error when it is its subscriber's first */
export function secondDevice(stage: FaultStage, name: string): SimulatedPhone {
  const phone = simulated(stage, name);
  if (phone.pairedWith === undefined)
    throw new Error(`${name} is its subscriber's first device: no other is left then`);
  return phone;
}
