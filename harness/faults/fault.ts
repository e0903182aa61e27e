import type { z } from 'zod';
import type { Excuse } from '../oracle/invariant.ts';
import type { FaultStage, Place } from './stage.ts';

/** What is broken, from the user's hand to the enterprise's disk. */
export type Layer = 'phone' | 'carrier' | 'mls' | 'webhook' | 'gateway' | 'enterprise';

/** Undoes an injected fault; called once. */
export type Healing = () => void | Promise<void>;

interface Description<Schema extends z.ZodObject> {
  /** Stable; plans name it: `phone.airplaneMode`. */
  readonly id: string;
  readonly layer: Layer;
  /** One sentence for people. */
  readonly title: string;
  /** What a plan may set. A field called `phone` is the name of a phone of the plan's world. */
  readonly parameters: Schema;
  /** It loses state, reboots a phone or touches its SIM: a real phone needs `allowDestructive: true` in the farm. */
  readonly destructive?: true;
  /** Where it can be injected: true, or why not. */
  readonly runs: Readonly<Record<Place, true | string>>;
}

/** One way in which the world can go wrong, as its file writes it (see CREATING_FAULTS.md). */
export interface FaultDefinition<Schema extends z.ZodObject> extends Description<Schema> {
  /** Two faults of this kind with one key cannot be active together. Absent: any number can. */
  exclusive?(parameters: z.infer<Schema>): string;
  /** What may be late because of it, and for how long after its healing. Nothing else is excused. */
  delays(parameters: z.infer<Schema>): readonly Excuse[];
  /** Breaks it, and returns what mends it. Throws when it cannot be broken. */
  inject(stage: FaultStage, parameters: z.infer<Schema>): Promise<Healing>;
}

/** A fault with parameters that were checked. */
export interface BoundFault {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly exclusive: string | undefined;
  readonly delays: readonly Excuse[];
  inject(stage: FaultStage): Promise<Healing>;
}

/** A fault as the registry holds it. */
export interface Fault extends Description<z.ZodObject> {
  /** @throws z.ZodError when the parameters do not fit */
  bind(parameters: unknown): BoundFault;
}

export function defineFault<Schema extends z.ZodObject>(definition: FaultDefinition<Schema>): Fault {
  return {
    ...definition,
    bind(raw) {
      const parameters = definition.parameters.parse(raw, { reportInput: true });
      return {
        parameters,
        exclusive: definition.exclusive?.(parameters),
        delays: definition.delays(parameters),
        inject: (stage) => definition.inject(stage, parameters),
      };
    },
  };
}
