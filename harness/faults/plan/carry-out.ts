import { parseDuration } from '../duration.ts';
import { type FaultDesk, FaultRefused, faultDesk } from '../fault-desk.ts';
import { type Acting, acting } from './acting.ts';
import { conversations } from './conversations.ts';
import { inOffice } from './office.ts';
import { type RunStage, StepImpossible } from './run-stage.ts';
import { type Action, actor, type FaultStep, isFaultStep, isOfficeAction, type Plan } from './schema.ts';

/** What did not go as the plan has it, though the run went on. */
export interface CarriedOut {
  readonly refused: readonly string[];
  /** Whether the world came to rest in the end. */
  readonly quiet: boolean;
}

/**
 * After everything has settled this much time passes before liveness is demanded: the longest that a declared fault may
 * delay a record (30 s) and the 30 s that a record may take anyway.
 */
export const graceMs = 65_000;

/**
 * Carries out a plan: every step at its time, then every fault heals and every phone is
 * put back on the air, the world settles, every conversation is looked at,
 * and the subject is asked. The journal ends before `world.ended`.
 * @throws whatever a user's action throws: then the run shows nothing
 */
export async function carryOut(plan: Plan, stage: RunStage): Promise<CarriedOut> {
  const desk = faultDesk(stage);
  const refused: string[] = [];
  /** Switches that keep a phone from converging: put back at the end, as a user would. */
  const offAir = new Map<string, { readonly phone: string; readonly setting: 'airplane' | 'rcs' }>();
  /** What each phone's user is doing: one thing after the other. */
  const busy = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const users = acting(plan, stage);
  const steps = plan.steps
    .map((step, index) => ({ step, index, atMs: stage.startedAtMs + (parseDuration(step.at) ?? 0) }))
    .sort((a, b) => a.atMs - b.atMs || a.index - b.index);

  async function act(action: Action, index: number): Promise<void> {
    try {
      await users.act(action, index);
    } catch (error) {
      if (!(error instanceof StepImpossible)) throw error;
      refused.push(`steps[${index}]: ${error.message}`);
    }
    if (action.do !== 'switch' || action.setting === 'e2ee') return;
    const { phone, setting, on } = action;
    if (on === (setting === 'airplane')) offAir.set(`${phone} ${setting}`, { phone, setting });
    else offAir.delete(`${phone} ${setting}`);
  }

  for (const { step, index, atMs } of steps) {
    await stage.waitUntil(atMs);
    if (isFaultStep(step)) {
      const refusal = await inject(desk, step);
      if (refusal) refused.push(`steps[${index}]: ${refusal}`);
    } else if (isOfficeAction(step)) {
      await inOffice(step, stage).catch((error: unknown) => {
        if (!(error instanceof StepImpossible)) throw error;
        refused.push(`steps[${index}]: ${error.message}`);
      });
    } else {
      const phone = actor(step);
      const before = busy.get(phone) ?? Promise.resolve();
      const now = before.then(() => act(step, index)).catch((error: unknown) => void failures.push(error));
      busy.set(phone, now);
    }
  }
  await Promise.all(busy.values());
  if (failures.length > 0) throw failures[0];
  await desk.healAll();
  for (const { phone, setting } of offAir.values()) await stage.user(phone).switch(setting, setting === 'rcs');
  const quiet = await converge(stage, users, conversations(plan));
  await stage.askSubject();
  return { refused, quiet };
}

/** Everything has healed: lets it settle, looks at every conversation (which sends receipts), and when at rest looks again. */
async function converge(
  stage: RunStage,
  users: Acting,
  pairs: readonly (readonly [string, string])[],
): Promise<boolean> {
  const look = async (): Promise<void> => {
    for (const [phone, peer] of pairs) await users.look(phone, peer);
  };
  await stage.settle();
  await look();
  await (stage.grace?.() ?? stage.waitUntil(stage.clock.now() + graceMs));
  const quiet = await stage.settle();
  stage.append('world.settled', { quiet });
  await look();
  return quiet;
}

async function inject(desk: FaultDesk, step: FaultStep): Promise<string | undefined> {
  const { at: _, fault, for: duration, ...parameters } = step;
  const forMs = duration === undefined ? undefined : parseDuration(duration);
  try {
    await desk.inject(fault, parameters, forMs);
    return undefined;
  } catch (error) {
    if (error instanceof FaultRefused) return error.message;
    throw error;
  }
}
