import type { Timer } from '../../simulators/kernel/clock.ts';
import { suggest } from '../farm/suggest.ts';
import type { Fault, Healing } from './fault.ts';
import { faults as registered } from './registry.ts';
import type { FaultStage, Place } from './stage.ts';

/** The fault cannot be injected here or now; the journal has a `fault.refused` entry that says the same. */
export class FaultRefused extends Error {
  override readonly name = 'FaultRefused';
  /** It never can be, on a stage like this. */
  readonly notHere: boolean;
  constructor(message: string, notHere = false) {
    super(message);
    this.notHere = notHere;
  }
}

/** Injects and heals faults on one stage, and journals both. */
export interface FaultDesk {
  /**
   * Injects `id`, and heals it `forMs` later by itself when that is given. Returns the fault's id in the journal.
   * @throws FaultRefused when there is no such fault, it cannot run here, or one like it is active
   * @throws z.ZodError when the parameters do not fit
   */
  inject(id: string, parameters: unknown, forMs?: number): Promise<string>;
  /** Heals one fault; false when it is not active. */
  heal(faultId: string): Promise<boolean>;
  /** Heals everything, latest first. */
  healAll(): Promise<void>;
  /** Ids of the active ones. */
  active(): readonly string[];
}

interface Active {
  readonly id: string;
  readonly fault: Fault;
  readonly exclusive: string | undefined;
  readonly healing: Healing;
  timer: Timer | undefined;
}

export function faultDesk(stage: FaultStage, known: readonly Fault[] = registered): FaultDesk {
  const active = new Map<string, Active>();
  let count = 0;

  function refuse(fault: string, reason: string, notHere = false): never {
    stage.append('fault.refused', { fault, reason });
    throw new FaultRefused(`${fault}: ${reason}`, notHere);
  }

  /** A real phone whose state may not be lost is left alone. */
  function spare(fault: string, phone: unknown): void {
    for (const { name, place, allowDestructive } of stage.phones.values()) {
      if (place === 'simulated' || allowDestructive || (typeof phone === 'string' && phone !== name)) continue;
      refuse(
        fault,
        `${name} is a real phone that may not lose its state: set allowDestructive: true for it in farm.yaml`,
      );
    }
  }

  async function heal(faultId: string): Promise<boolean> {
    const found = active.get(faultId);
    if (!found) return false;
    active.delete(faultId);
    found.timer?.cancel();
    await found.healing();
    stage.append('fault.healed', { fault_id: faultId, fault: found.fault.id });
    return true;
  }

  return {
    async inject(id, parameters, forMs) {
      const fault = known.find((candidate) => candidate.id === id);
      if (!fault) {
        const near = suggest(
          id,
          known.map((candidate) => candidate.id),
        );
        refuse(id, `there is no such fault${near ? `: did you mean "${near}"?` : ''}`);
      }
      const bound = fault.bind(parameters);
      if (fault.destructive) spare(id, bound.parameters['phone']);
      for (const place of places(stage, fault, bound.parameters['phone'])) {
        const runs = fault.runs[place];
        if (runs !== true) refuse(id, runs, true);
      }
      const { exclusive } = bound;
      const rival = [...active.values()].find((other) => other.fault === fault && other.exclusive === exclusive);
      if (exclusive !== undefined && rival) refuse(id, `it is active already (${rival.id}): heal that first`);
      const faultId = `f${++count}`;
      let healing: Healing;
      try {
        healing = await bound.inject(stage);
      } catch (error) {
        refuse(id, error instanceof Error ? error.message : String(error));
      }
      const timer =
        forMs === undefined
          ? undefined
          : stage.clock.after(forMs, `heal ${faultId} ${id}`, async () => void (await heal(faultId)));
      active.set(faultId, { id: faultId, fault, exclusive, healing, timer });
      stage.append('fault.injected', { fault_id: faultId, fault: id, parameters: bound.parameters });
      return faultId;
    },
    heal,
    async healAll() {
      for (const id of [...active.keys()].reverse()) await heal(id);
    },
    active: () => [...active.keys()],
  };
}

/** What a fault would touch: the phone it names, else every phone; beyond the carrier it is the subject. */
function places(stage: FaultStage, { layer }: Fault, phone: unknown): readonly Place[] {
  if (layer === 'webhook' || layer === 'gateway' || layer === 'enterprise') return [stage.subject];
  const touched = [...stage.phones.values()].filter(({ name }) => typeof phone !== 'string' || name === phone);
  return [...new Set(touched.map(({ place }) => place))];
}
