import { canaryOf } from '../../simulators/kernel/canary.ts';
import { isFaultStep, type Step } from '../faults/plan/schema.ts';

/** A body that is nothing but its canary stands for itself: a step has to type something. */
const nothing = ' ';

const canaryIn = (step: Step | undefined): string | undefined =>
  step === undefined || isFaultStep(step) || step.do !== 'send' ? undefined : canaryOf(step.body);

/** Steps whose bodies are without their canaries: what may become simpler without becoming another message. */
export function bareSteps(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => {
    const canary = canaryIn(step);
    if (canary === undefined || !('body' in step)) return step;
    return { ...step, body: String(step.body).replace(canary, '').trim() || nothing } as Step;
  });
}

/** Puts the canaries of `before` back into the bodies of the same steps, at their end. */
export function dressedSteps(bare: readonly Step[], before: readonly Step[]): readonly Step[] {
  return bare.map((step, index) => {
    const canary = canaryIn(before[index]);
    if (canary === undefined || isFaultStep(step) || step.do !== 'send') return step;
    return { ...step, body: `${step.body.trim()} ${canary}`.trim() };
  });
}
